import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { citext, currency, id, instant, minor, oneOf } from "./columns.ts";

export const userKinds = ["agent", "member", "staff"] as const;
export const memberRoles = ["owner", "manager", "finance", "viewer"] as const;
export const staffRoles = ["desk_agent", "mediator", "platform_finance", "operator"] as const;

export const users = pgTable(
  "users",
  {
    id: id(),
    email: citext("email").notNull().unique(),
    name: text("name").notNull(),
    kind: text("kind", { enum: userKinds }).notNull(),
    passwordHash: text("password_hash").notNull(),
    locale: text("locale", { enum: ["en", "fr", "pt", "es"] })
      .notNull()
      .default("en"),
    timeZone: text("time_zone").notNull().default("UTC"),
    theme: text("theme", { enum: ["system", "light", "dark"] })
      .notNull()
      .default("system"),
    emailVerifiedAt: instant("email_verified_at"),
    createdAt: instant("created_at").notNull(),
    suspendedAt: instant("suspended_at"),
  },
  (t) => [oneOf("users_kind", t.kind, userKinds)],
);

export const businesses = pgTable("businesses", {
  id: id(),
  name: text("name").notNull(),
  country: text("country").notNull(),
  timeZone: text("time_zone").notNull(),
  createdAt: instant("created_at").notNull(),
});

export const members = pgTable(
  "members",
  {
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: memberRoles }).notNull(),
    joinedAt: instant("joined_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.businessId, t.userId] }),
    index("members_user").on(t.userId),
    oneOf("members_role", t.role, memberRoles),
  ],
);

/** An invitation of a person to a business's team; the token is kept as its SHA-256. */
export const memberInvitations = pgTable(
  "member_invitations",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    email: citext("email").notNull(),
    role: text("role", { enum: memberRoles }).notNull(),
    tokenHash: text("token_hash").unique(),
    invitedBy: uuid("invited_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
  },
  (t) => [index("member_invitations_business").on(t.businessId)],
);

export const staff = pgTable(
  "staff",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: staffRoles }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.role] }), oneOf("staff_role", t.role, staffRoles)],
);

/** Sessions; the id is the SHA-256 of the cookie's value, so that a copy of this table signs nobody in. */
export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
    businessId: uuid("business_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    userAgent: text("user_agent"),
  },
  (t) => [index("sessions_user").on(t.userId)],
);

/** One-time links (verify an address, reset a password), kept as SHA-256, real time. */
export const accountTokens = pgTable(
  "account_tokens",
  {
    tokenHash: text("token_hash").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: ["verify-email", "reset-password"] }).notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [index("account_tokens_user").on(t.userId, t.purpose)],
);

/** Bearer tokens of the public API, kept as SHA-256. */
export const apiTokens = pgTable("api_tokens", {
  tokenHash: text("token_hash").primaryKey(),
  userId: uuid("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  label: text("label").notNull(),
  createdAt: instant("created_at").notNull(),
  revokedAt: instant("revoked_at"),
});

/** Failed sign-ins by address and by network, real time; more than the limit refuses for a while. */
export const signInAttempts = pgTable("sign_in_attempts", {
  key: text("key").primaryKey(),
  failures: integer("failures").notNull(),
  firstFailureAt: instant("first_failure_at").notNull(),
});

/** What the platform's people did to money and why: hold, release, retry, write off, refund, approve. Append-only (trigger). */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: id(),
    /** "payout.held", "bill.written-off", "period.closed" */
    action: text("action").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    reason: text("reason").notNull(),
    amount: minor("amount"),
    currency: currency(),
    detail: jsonb("detail").notNull().default({}).$type<Record<string, unknown>>(),
    /** Null for the system. */
    actorId: uuid("actor_id").references(() => users.id),
    occurredAt: instant("occurred_at").notNull(),
  },
  (t) => [index("audit_entries_subject").on(t.subjectKind, t.subjectId), index("audit_entries_at").on(t.occurredAt)],
);

export const approvalStates = ["requested", "approved", "declined", "withdrawn"] as const;

/** An action above the set amount waits for a second person; approved, a job carries it out with the payload kept here. */
export const approvals = pgTable(
  "approvals",
  {
    id: id(),
    action: text("action").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    payload: jsonb("payload").notNull().$type<Record<string, unknown>>(),
    reason: text("reason").notNull(),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    state: text("state", { enum: approvalStates }).notNull().default("requested"),
    requestedBy: uuid("requested_by").references(() => users.id),
    requestedAt: instant("requested_at").notNull(),
    decidedBy: uuid("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    note: text("note").notNull().default(""),
    /** When the job carried it out. */
    doneAt: instant("done_at"),
  },
  (t) => [
    index("approvals_state").on(t.state, t.requestedAt),
    uniqueIndex("approvals_one_waiting").on(t.action, t.subjectId).where(sql`${t.state} = 'requested'`),
    check(
      "approvals_two_people",
      sql`${t.state} <> 'approved' or ${t.decidedBy} <> ${t.requestedBy} or ${t.requestedBy} is null`,
    ),
    oneOf("approvals_state", t.state, approvalStates),
  ],
);
