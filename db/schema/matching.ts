import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { id, instant, minor, monday, oneOf, weekBits } from "./columns.ts";
import { roles } from "./roles.ts";

const intArray = customType<{ data: number[]; driverData: string }>({
  dataType: () => "integer[]",
  toDriver: (value) => `{${value.join(",")}}`,
  fromDriver: (value) => (Array.isArray(value) ? value : String(value).slice(1, -1).split(",").filter(Boolean).map(Number)),
});

/** What the ranking reads of an agent, kept in step by the agents' events (matching.md, "Two engines"). */
export const matchProfiles = pgTable(
  "match_profiles",
  {
    agentId: uuid("agent_id")
      .primaryKey()
      .references(() => agents.id),
    open: boolean("open").notNull(),
    tier: smallint("tier").notNull(),
    /** Cumulative language levels and tools as integers, see domain/matching/terms.ts. */
    terms: intArray("terms").notNull(),
    /** tool term * 8 + level, sorted. */
    toolLevels: intArray("tool_levels").notNull(),
    channelBits: smallint("channel_bits").notNull(),
    /** Free half-hours of `week` in UTC, committed hours taken out. */
    avail: weekBits("avail").notNull(),
    week: monday().notNull(),
    /** Hourly rate in USD minor units at the reference rate. */
    rateUsd: minor("rate_usd").notNull(),
    ratingMilli: integer("rating_milli").notNull(),
    ratingCount: integer("rating_count").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    // No index on what changes often: every change of it would write all of a row's terms anew.
    index("match_profiles_terms").using("gin", sql`${t.terms} gin__int_ops`).with({ fastupdate: false }).where(sql`${t.open}`),
  ],
);

const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * Whose row of match_profiles a transaction changed: written along with it, read by every process's index (decision 036). A reader asks for
 * transactions that its last snapshot did not see, so neither gaps nor the order of commits matter.
 */
export const matchChanges = pgTable(
  "match_changes",
  {
    xid: xid8("xid").notNull().default(sql`pg_current_xact_id()`),
    agentId: uuid("agent_id").notNull(),
    /** Real time, for pruning. */
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [index("match_changes_xid").on(t.xid)],
);

export const suggestionStates = ["working", "ready", "failed"] as const;

/** A team as it was worked out: shifts as half-hours of the UTC week, rates in the role's currency of that day. */
export interface KeptTeam {
  members: { agentId: string; rate: string; shifts: [start: number, end: number][] }[];
  /** Half-hours of the UTC week in which people are missing, and how many. */
  missing: [half: number, people: number][];
  /** How far from the best that could be proved possible, in hundredths of a per cent; null = nothing was proved. */
  gap: number | null;
}

/** The suggested teams of a role, the last time that they were asked for (decision 038). Each is written when it is found. */
export const teamSuggestions = pgTable(
  "team_suggestions",
  {
    roleId: uuid("role_id")
      .primaryKey()
      .references(() => roles.id),
    state: text("state", { enum: suggestionStates }).notNull(),
    /** What the role asked then, as text: another text is another question. */
    question: text("question").notNull(),
    week: monday().notNull(),
    askedAt: instant("asked_at").notNull(),
    candidates: integer("candidates"),
    teams: jsonb("teams").notNull().default({}).$type<Record<string, KeptTeam>>(),
  },
  (t) => [oneOf("team_suggestions_state", t.state, suggestionStates)],
);

export const listMarks = ["shortlisted", "hidden"] as const;

/** What the members of a business have said about an agent in a role's list; one word at a time, everybody of the business sees it. */
export const matchMarks = pgTable(
  "match_marks",
  {
    roleId: uuid("role_id")
      .notNull()
      .references(() => roles.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    mark: text("mark", { enum: listMarks }).notNull(),
    /** Why, in their own words; agents never see it. */
    note: text("note").notNull().default(""),
    markedBy: uuid("marked_by")
      .notNull()
      .references(() => users.id),
    markedAt: instant("marked_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.roleId, t.agentId] }), oneOf("match_marks_mark", t.mark, listMarks)],
);

export const rankQuestionStates = ["open", "answered"] as const;
export const rankOutcomes = ["explained", "data-corrected", "mistake-found"] as const;

/** An agent asked a person of the staff to look at their rank for a role; what was answered stays. */
export const rankQuestions = pgTable(
  "rank_questions",
  {
    id: id(),
    roleId: uuid("role_id")
      .notNull()
      .references(() => roles.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    state: text("state", { enum: rankQuestionStates }).notNull().default("open"),
    question: text("question").notNull(),
    /** How the rank had come to be when it was asked, as the agent saw it (domain/matching/rank-audit.ts). */
    audit: jsonb("audit").notNull().$type<object>(),
    askedAt: instant("asked_at").notNull(),
    dueAt: instant("due_at").notNull(),
    answer: text("answer"),
    outcome: text("outcome", { enum: rankOutcomes }),
    answeredBy: uuid("answered_by").references(() => users.id),
    answeredAt: instant("answered_at"),
  },
  (t) => [
    uniqueIndex("rank_questions_one_open").on(t.roleId, t.agentId).where(sql`${t.state} = 'open'`),
    index("rank_questions_agent").on(t.agentId),
    index("rank_questions_due").on(t.dueAt).where(sql`${t.state} = 'open'`),
    oneOf("rank_questions_state", t.state, rankQuestionStates),
    oneOf("rank_questions_outcome", t.outcome, rankOutcomes),
    check(
      "rank_questions_answered",
      sql`(${t.state} = 'answered') = (${t.answer} is not null and ${t.outcome} is not null and ${t.answeredBy} is not null and ${t.answeredAt} is not null)`,
    ),
  ],
);

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** What free text looks for in a profile: name, headline, skills by all their names, about; stemmed in each of the four languages, without accents. */
export const agentSearch = pgTable(
  "agent_search",
  {
    agentId: uuid("agent_id")
      .primaryKey()
      .references(() => agents.id),
    document: tsvector("document").notNull(),
    /** Of the names of skills that it was made with (agent-document.server.ts). */
    version: integer("version").notNull(),
  },
  (t) => [index("agent_search_document").using("gin", t.document)],
);

/** Words that profiles use, names of people aside: a slip in a search is held against them. */
export const agentWords = pgTable("agent_words", { word: text("word").primaryKey() }, (t) => [
  index("agent_words_near").using("gin", sql`${t.word} gin_trgm_ops`),
]);

export const searchStates = ["watching", "paused"] as const;

/** A search that a business keeps: words and filters among all agents, or who fits a role. Its managers are told of whom it finds anew. */
export const savedSearches = pgTable(
  "saved_searches",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    name: text("name").notNull(),
    state: text("state", { enum: searchStates }).notNull().default("watching"),
    /** As an address holds it (domain/matching/agent-search.ts); null for a role's. */
    query: text("query"),
    roleId: uuid("role_id").references(() => roles.id),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull(),
    lookedAt: instant("looked_at").notNull(),
  },
  (t) => [
    uniqueIndex("saved_searches_name").on(t.businessId, t.name),
    uniqueIndex("saved_searches_role").on(t.roleId).where(sql`${t.roleId} is not null`),
    oneOf("saved_searches_state", t.state, searchStates),
    check("saved_searches_one_kind", sql`(${t.query} is null) <> (${t.roleId} is null)`),
  ],
);

/** Whom a saved search has found already; those of its first look are nobody new. */
export const searchFinds = pgTable(
  "search_finds",
  {
    searchId: uuid("search_id")
      .notNull()
      .references(() => savedSearches.id, { onDelete: "cascade" }),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    foundAt: instant("found_at").notNull(),
    isNew: boolean("is_new").notNull(),
  },
  (t) => [primaryKey({ columns: [t.searchId, t.agentId] })],
);
