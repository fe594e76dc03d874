import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { id, instant, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";

export const connectionKinds = ["generic", "log"] as const;
export const firstResponses = ["replied", "taken"] as const;

/** A helpdesk of a business: "generic" sends signed events, "log" is fed by uploaded event logs. */
export const helpdeskConnections = pgTable(
  "helpdesk_connections",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    kind: text("kind", { enum: connectionKinds }).notNull(),
    name: text("name").notNull(),
    /** What its figures take for the first response: a reply, or, where the helpdesk tells of none, a ticket being taken. */
    firstResponse: text("first_response", { enum: firstResponses }).notNull(),
    /** The signing secret is derived from it, so none is kept; rolling counts up, and the one before holds a day longer. */
    secretVersion: integer("secret_version").notNull().default(1),
    /** Real time, as signatures are. */
    secretRolledAt: instant("secret_rolled_at"),
    createdAt: instant("created_at").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    closedAt: instant("closed_at"),
  },
  (t) => [
    index("helpdesk_connections_business").on(t.businessId, t.createdAt),
    oneOf("helpdesk_connections_kind", t.kind, connectionKinds),
    oneOf("helpdesk_connections_first_response", t.firstResponse, firstResponses),
  ],
);

/** A login at somebody's helpdesk, and the contract its work belongs to; none = the business's own people, or not said yet. */
export const helpdeskIdentities = pgTable(
  "helpdesk_identities",
  {
    id: id(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => helpdeskConnections.id),
    /** As the helpdesk names the agent: an id, a mail address, a name. */
    externalId: text("external_id").notNull(),
    name: text("name").notNull().default(""),
    contractId: uuid("contract_id").references(() => contracts.id),
    seenAt: instant("seen_at").notNull(),
    mappedAt: instant("mapped_at"),
    mappedBy: uuid("mapped_by").references(() => users.id),
  },
  (t) => [
    uniqueIndex("helpdesk_identities_once").on(t.connectionId, t.externalId),
    index("helpdesk_identities_contract").on(t.contractId),
  ],
);

export const importStates = ["draft", "running", "finished"] as const;

/** An uploaded event log: a draft until its columns, agents and activities are chosen, then read in one transaction by a job. */
export const helpdeskImports = pgTable(
  "helpdesk_imports",
  {
    id: id(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => helpdeskConnections.id),
    state: text("state", { enum: importStates }).notNull().default("draft"),
    fileName: text("file_name").notNull(),
    /** The file itself, until it has been read. */
    content: text("content"),
    timeZone: text("time_zone").notNull(),
    /** Which column holds what, by its heading. */
    columns: jsonb("columns").notNull().$type<Record<string, string>>(),
    /** Activity of the log -> kind of event. */
    kinds: jsonb("kinds").notNull().$type<Record<string, string>>(),
    rows: integer("rows").notNull().default(0),
    /** Rows read so far; written beside the import's own transaction, so that its progress is seen. */
    doneRows: integer("done_rows").notNull().default(0),
    addedRows: integer("added_rows").notNull().default(0),
    uploadedAt: instant("uploaded_at").notNull(),
    uploadedBy: uuid("uploaded_by").references(() => users.id),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("helpdesk_imports_connection").on(t.connectionId, t.uploadedAt),
    oneOf("helpdesk_imports_state", t.state, importStates),
  ],
);

export const eventKinds = [
  "created",
  "assigned",
  "taken",
  "replied",
  "waiting",
  "solved",
  "closed",
  "reopened",
  "csat",
  "other",
] as const;

/**
 * What happened at a ticket. Append-only: a trigger of the migration lets nothing change but an empty contract, once, when the identity is
 * mapped. The external id is the helpdesk's own, or for a log made from the row, so that what arrives twice is stored once.
 */
export const helpdeskEvents = pgTable(
  "helpdesk_events",
  {
    id: id(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => helpdeskConnections.id),
    externalId: text("external_id").notNull(),
    ticketId: text("ticket_id").notNull(),
    kind: text("kind", { enum: eventKinds }).notNull(),
    occurredAt: instant("occurred_at").notNull(),
    identityId: uuid("identity_id").references(() => helpdeskIdentities.id),
    contractId: uuid("contract_id").references(() => contracts.id),
    /** CSAT 1 to 5, of a survey's answer only. */
    score: smallint("score"),
    extra: jsonb("extra").notNull().default({}).$type<Record<string, string>>(),
    receivedAt: instant("received_at").notNull(),
    importId: uuid("import_id").references(() => helpdeskImports.id),
  },
  (t) => [
    uniqueIndex("helpdesk_events_once").on(t.connectionId, t.externalId),
    index("helpdesk_events_ticket").on(t.connectionId, t.ticketId, t.occurredAt),
    index("helpdesk_events_occurred").on(t.connectionId, t.occurredAt),
    index("helpdesk_events_contract").on(t.contractId, t.occurredAt),
    index("helpdesk_events_unmapped").on(t.identityId).where(sql`${t.contractId} is null`),
    oneOf("helpdesk_events_kind", t.kind, eventKinds),
    check("helpdesk_events_score", sql`(${t.kind} = 'csat') = (${t.score} is not null) and ${t.score} between 1 and 5`),
  ],
);
