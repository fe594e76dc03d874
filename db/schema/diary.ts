import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { id, instant, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";

export const segmentKinds = ["tracked", "on-call", "in-queue", "manual"] as const;

/**
 * 1 to 10 whole minutes inside one ten-minute UTC slot. The id is made by the tracker, so a batch sent twice is stored once. Partitioned by the month
 * of `week`, made ahead by a job; queries carry the week, so that they read one partition. No two living segments of an agent overlap, over all
 * contracts: an exclusion constraint of each partition, written by hand in the migration; since a segment lies in one slot, and a slot in one week,
 * that is the whole rule.
 */
export const segments = pgTable(
  "segments",
  {
    id: uuid("id").notNull(),
    contractId: uuid("contract_id").notNull(),
    /** The contract's own (composite key). */
    agentId: uuid("agent_id").notNull(),
    week: monday().notNull(),
    startedAt: instant("started_at").notNull(),
    minutes: smallint("minutes").notNull(),
    endedAt: instant("ended_at").notNull(),
    kind: text("kind", { enum: segmentKinds }).notNull(),
    memo: text("memo").notNull().default(""),
    activeMinutes: smallint("active_minutes").notNull().default(0),
    overLimit: boolean("over_limit").notNull().default(false),
    source: text("source", { enum: ["web", "manual", "api"] })
      .notNull()
      .default("web"),
    device: text("device").notNull().default(""),
    receivedAt: instant("received_at").notNull(),
    deletedAt: instant("deleted_at"),
    deletedBy: uuid("deleted_by").references(() => users.id),
    /** Came after the close of its week: paid at a later close, when the business approved it or was silent for three days. */
    late: boolean("late").notNull().default(false),
    /** The entry of the contract's hash chain with which it was received; 0 for rows from before the chain. */
    chainSeq: integer("chain_seq").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.week] }),
    foreignKey({
      name: "segments_contract_agent",
      columns: [t.contractId, t.agentId],
      foreignColumns: [contracts.id, contracts.agentId],
    }),
    index("segments_contract_week").on(t.contractId, t.week),
    index("segments_agent_started").on(t.agentId, t.startedAt),
    check("segments_minutes", sql`${t.minutes} between 1 and 10`),
    check("segments_length", sql`${t.endedAt} = ${t.startedAt} + make_interval(mins => ${t.minutes})`),
    check(
      "segments_one_slot",
      sql`floor(extract(epoch from ${t.startedAt}) / 600) = floor((extract(epoch from ${t.endedAt}) - 1) / 600)`,
    ),
    check("segments_active_minutes", sql`${t.activeMinutes} between 0 and ${t.minutes}`),
    oneOf("segments_kind", t.kind, segmentKinds),
  ],
);

export const chainKinds = ["segments", "late", "deletion", "picture", "pictureDeletion"] as const;

/**
 * The hash chain of a contract's diary, in order of receipt; append-only (trigger). What an entry hashes stands in app/domain/diary/chain.ts:
 * the segments received with it, or `content` for everything else.
 */
export const diaryChain = pgTable(
  "diary_chain",
  {
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    /** 1, 2, 3 ... without gaps. */
    seq: integer("seq").notNull(),
    kind: text("kind", { enum: chainKinds }).notNull(),
    content: text("content").notNull().default(""),
    /** SHA-256, lower-case hex. */
    hash: text("hash").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.contractId, t.seq] }), oneOf("diary_chain_kind", t.kind, chainKinds)],
);

/** What an agent's tracker is doing now; one row an agent, so "now working" can be shown live. */
export const trackerSessions = pgTable("tracker_sessions", {
  agentId: uuid("agent_id")
    .primaryKey()
    .references(() => agents.id),
  contractId: uuid("contract_id")
    .notNull()
    .references(() => contracts.id),
  mode: text("mode", { enum: ["tracked", "on-call", "in-queue"] }).notNull(),
  memo: text("memo").notNull().default(""),
  startedAt: instant("started_at").notNull(),
  recordedUntil: instant("recorded_until").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  minutes: integer("minutes").notNull().default(0),
});

/**
 * A private address at which a calendar reads shifts and worked time: an agent's own (no business), or a business's team or one of its
 * contracts, for the person who made it and while they may see it. Only the hash of its secret is kept; one address of a kind a person.
 */
export const calendarFeeds = pgTable(
  "calendar_feeds",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    businessId: uuid("business_id").references(() => businesses.id),
    contractId: uuid("contract_id").references(() => contracts.id),
    tokenHash: text("token_hash").notNull().unique(),
    /** Real time, as secrets are. */
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("calendar_feeds_one").on(
      t.userId,
      sql`coalesce(${t.businessId}, ${t.userId})`,
      sql`coalesce(${t.contractId}, ${t.userId})`,
    ),
    check("calendar_feeds_contract", sql`${t.contractId} is null or ${t.businessId} is not null`),
  ],
);

export const pictureStates = ["reserved", "stored", "deleted"] as const;
export const pictureLevels = ["blurred", "pictures"] as const;
export const pictureDeletions = ["asked", "takenBack", "expired"] as const;

/**
 * Pictures of the diary. `reserved` from before the object is put into the store until it is there; `deleted` is the tombstone, its object is gone. At most
 * one that is not deleted a contract and ten-minute slot.
 */
export const pictures = pgTable(
  "pictures",
  {
    /** Made by the device, so that a picture sent twice is stored once. */
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    segmentId: uuid("segment_id").notNull(),
    week: monday().notNull(),
    takenAt: instant("taken_at").notNull(),
    /** Begin of the slot that `takenAt` lies in. */
    slotAt: instant("slot_at").notNull(),
    /** As agreed when it was received. */
    level: text("level", { enum: pictureLevels }).notNull(),
    state: text("state", { enum: pictureStates }).notNull().default("reserved"),
    storageKey: text("storage_key").notNull(),
    contentType: text("content_type").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    bytes: integer("bytes").notNull(),
    /** Of the stored file, lower-case hex: what the chain names. */
    sha256: text("sha256").notNull(),
    /** Of the file as it was sent. */
    sentSha256: text("sent_sha256").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** When the small one was made; null until then. */
    thumbnailAt: instant("thumbnail_at"),
    /** Its entry of the contract's hash chain; 0 while reserved. */
    chainSeq: integer("chain_seq").notNull().default(0),
    deletedAt: instant("deleted_at"),
    /** Null where nobody asked: after its time. */
    deletedBy: uuid("deleted_by").references(() => users.id),
    deletedWhy: text("deleted_why", { enum: pictureDeletions }),
    deletedReason: text("deleted_reason").notNull().default(""),
  },
  (t) => [
    foreignKey({ name: "pictures_segment", columns: [t.segmentId, t.week], foreignColumns: [segments.id, segments.week] }),
    uniqueIndex("pictures_one_a_slot").on(t.contractId, t.slotAt).where(sql`state <> 'deleted'`),
    index("pictures_contract_week").on(t.contractId, t.week),
    index("pictures_segment_of").on(t.segmentId),
    index("pictures_received").on(t.receivedAt).where(sql`state = 'stored'`),
    check("pictures_in_slot", sql`${t.takenAt} >= ${t.slotAt} and ${t.takenAt} < ${t.slotAt} + interval '10 minutes'`),
    check("pictures_slot", sql`extract(epoch from ${t.slotAt})::bigint % 600 = 0`),
    check("pictures_tombstone", sql`(${t.state} = 'deleted') = (${t.deletedAt} is not null and ${t.deletedWhy} is not null)`),
    check("pictures_chained", sql`(${t.state} = 'reserved') = (${t.chainSeq} = 0)`),
    oneOf("pictures_state", t.state, pictureStates),
    oneOf("pictures_level", t.level, pictureLevels),
    oneOf("pictures_deleted_why", t.deletedWhy, pictureDeletions),
  ],
);
