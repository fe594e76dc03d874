import { sql } from "drizzle-orm";
import { check, date, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { agents } from "./agents.ts";
import { currency, id, instant, minor, monday, oneOf } from "./columns.ts";
import { timesheets } from "./timesheets.ts";

export const payoutAccountStates = ["reserved", "onboarding", "active", "restricted"] as const;

/** An agent's account with Stripe (rail A: a connected account with a stripe balance). */
export const payoutAccounts = pgTable(
  "payout_accounts",
  {
    agentId: uuid("agent_id")
      .primaryKey()
      .references(() => agents.id),
    rail: text("rail", { enum: ["a", "b"] }).notNull(),
    state: text("state", { enum: payoutAccountStates }).notNull().default("reserved"),
    country: text("country").notNull(),
    currency: currency().notNull(),
    stripeAccountId: text("stripe_account_id").unique(),
    requirements: jsonb("requirements").notNull().default([]).$type<string[]>(),
    stripeBankAccountId: text("stripe_bank_account_id"),
    bankLast4: text("bank_last4"),
    createdAt: instant("created_at").notNull(),
    activeAt: instant("active_at"),
    usableFrom: instant("usable_from"),
    /** Until when Stripe wants what is still asked for; chased by mail. */
    requirementsDueAt: instant("requirements_due_at"),
    chasedAt: instant("chased_at"),
    /** Rail B. */
    stripeSetupIntentId: text("stripe_setup_intent_id").unique(),
    stripePayoutMethodId: text("stripe_payout_method_id").unique(),
  },
  (t) => [oneOf("payout_accounts_state", t.state, payoutAccountStates)],
);

/** held: kept back by finance, or until a second person approves, or until the platform has funds; nothing was sent yet. */
export const payoutStates = ["reserved", "held", "transferred", "sent", "paid", "failed"] as const;

/** Money on its way to an agent's bank: available -> transfer -> payout -> bank. The id is the idempotency key of both Stripe calls. */
export const payouts = pgTable(
  "payouts",
  {
    id: id(),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    state: text("state", { enum: payoutStates }).notNull().default("reserved"),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    localAmount: minor("local_amount"),
    localCurrency: currency("local_currency"),
    exchangeRate: text("exchange_rate"),
    rail: text("rail", { enum: ["a", "b"] })
      .notNull()
      .default("a"),
    /** The dated reference rate, and the rate and local amount that the agent was shown before confirming (null when nobody looked). */
    referenceRate: text("reference_rate"),
    referenceDate: text("reference_date"),
    shownRate: text("shown_rate"),
    shownLocalAmount: minor("shown_local_amount"),
    /** Taken from this payout for what the agent owes, at most 25%; `amount` is what is sent. */
    recovered: minor("recovered").notNull().default(sql`0`),
    /** How often Stripe said that funds were too low: each try after that has a key of its own. */
    attempts: integer("attempts").notNull().default(0),
    holdReason: text("hold_reason"),
    heldAt: instant("held_at"),
    heldBy: uuid("held_by"),
    /** Since when a call to Stripe that moves the money may have been made; cleared when Stripe refused it for want of funds. */
    underwaySince: instant("underway_since"),
    /**
     * Rail B: the bank account it goes to and what the financial account still lacked, both fixed before the first call; the platform's payout
     * that brings the lacking money there, and when it was there.
     */
    stripePayoutMethodId: text("stripe_payout_method_id"),
    fundingAmount: minor("funding_amount"),
    stripeFundingPayoutId: text("stripe_funding_payout_id").unique(),
    fundedAt: instant("funded_at"),
    stripePayoutIntentId: text("stripe_payout_intent_id").unique(),
    stripeOutboundPaymentId: text("stripe_outbound_payment_id").unique(),
    stripeAccountId: text("stripe_account_id").notNull(),
    stripeTransferId: text("stripe_transfer_id").unique(),
    stripeTransferBalanceTransactionId: text("stripe_transfer_balance_transaction_id"),
    stripePayoutId: text("stripe_payout_id").unique(),
    failureCode: text("failure_code"),
    failureMessage: text("failure_message"),
    reservedAt: instant("reserved_at").notNull(),
    transferredAt: instant("transferred_at"),
    sentAt: instant("sent_at"),
    arrivesAt: instant("arrives_at"),
    paidAt: instant("paid_at"),
    failedAt: instant("failed_at"),
  },
  (t) => [
    index("payouts_agent").on(t.agentId, t.reservedAt),
    index("payouts_state").on(t.state),
    uniqueIndex("payouts_one_in_reserve").on(t.agentId, t.currency).where(sql`${t.state} in ('reserved', 'held')`),
    oneOf("payouts_state", t.state, payoutStates),
  ],
);

/**
 * Changes of an agent's available balance that are not payouts: a week's pay released, the rest of it when a late bill is paid, a bonus, money held
 * by a dispute (negative) and given back. The rows without a payout add up to the available balance; a payout takes them along.
 */
export const releaseKinds = ["week", "rest", "bonus", "hold", "dispute", "adjustment"] as const;
export const payoutReleases = pgTable(
  "payout_releases",
  {
    id: id(),
    /** Once each: "week:{timesheetId}", "rest:{timesheetId}", "bonus:{bonusId}", "hold:{disputeId}", "dispute:{disputeId}". */
    key: text("key").notNull().unique(),
    kind: text("kind", { enum: releaseKinds }).notNull().default("week"),
    /** The week it is about; null for a bonus or an adjustment without one. */
    timesheetId: uuid("timesheet_id").references(() => timesheets.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    week: monday().notNull(),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    releasedAt: instant("released_at").notNull(),
    /** The payout that carries it now; null again when that payout failed. */
    payoutId: uuid("payout_id").references(() => payouts.id),
  },
  (t) => [
    index("payout_releases_agent").on(t.agentId, t.payoutId),
    index("payout_releases_payout").on(t.payoutId),
    index("payout_releases_timesheet").on(t.timesheetId),
    oneOf("payout_releases_kind", t.kind, releaseKinds),
  ],
);

/** What each payout was made of, kept also when it failed: the thread of the trace. */
export const payoutItems = pgTable(
  "payout_items",
  {
    payoutId: uuid("payout_id")
      .notNull()
      .references(() => payouts.id),
    releaseId: uuid("release_id")
      .notNull()
      .references(() => payoutReleases.id),
  },
  (t) => [primaryKey({ columns: [t.payoutId, t.releaseId] }), index("payout_items_release").on(t.releaseId)],
);

export const payoutSchedules = ["weekly", "biweekly", "monthly", "on_request"] as const;

/** How an agent wants to be paid; without a row: weekly, from the least amount on. */
export const payoutPreferences = pgTable(
  "payout_preferences",
  {
    agentId: uuid("agent_id")
      .primaryKey()
      .references(() => agents.id),
    schedule: text("schedule", { enum: payoutSchedules }).notNull().default("weekly"),
    /** Minor units, in whichever settlement currency the balance is; at least the platform's own minimum. */
    minimum: minor("minimum"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [oneOf("payout_preferences_schedule", t.schedule, payoutSchedules)],
);

export const holdStates = ["open", "released", "taken"] as const;

/** Money kept back on named segments while a dispute is open; where it came from says where it goes back to. */
export const payHolds = pgTable(
  "pay_holds",
  {
    id: id(),
    disputeId: uuid("dispute_id").notNull().unique(),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    timesheetId: uuid("timesheet_id")
      .notNull()
      .references(() => timesheets.id),
    currency: currency().notNull(),
    fromPending: minor("from_pending").notNull(),
    fromAvailable: minor("from_available").notNull(),
    /** Paid out before the dispute: cannot be held, may be recovered. */
    alreadyPaid: minor("already_paid").notNull().default(sql`0`),
    state: text("state", { enum: holdStates }).notNull().default("open"),
    /** What the decision took of it. */
    taken: minor("taken").notNull().default(sql`0`),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
  },
  (t) => [index("pay_holds_agent").on(t.agentId, t.state), oneOf("pay_holds_state", t.state, holdStates)],
);

/** What an agent pays back by agreement or decision: from at most 25% of each later payout (product.md, "Disputes"). */
export const recoveries = pgTable(
  "recoveries",
  {
    id: id(),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    amount: minor("amount").notNull(),
    recovered: minor("recovered").notNull().default(sql`0`),
    currency: currency().notNull(),
    basis: text("basis", { enum: ["agreement", "decision"] }).notNull(),
    reason: text("reason").notNull(),
    /** "dispute:{id}" */
    source: text("source").notNull().unique(),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    writtenOffAt: instant("written_off_at"),
  },
  (t) => [
    index("recoveries_agent").on(t.agentId, t.closedAt),
    check("recoveries_amounts", sql`${t.amount} > 0 and ${t.recovered} between 0 and ${t.amount}`),
  ],
);

/** A numbered statement of an agent for a month, issued once; its figures are read from the ledger, which does not change. */
export const statements = pgTable(
  "statements",
  {
    id: id(),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    month: text("month").notNull(),
    series: text("series").notNull(),
    year: integer("year").notNull(),
    number: integer("number").notNull(),
    issuedAt: instant("issued_at").notNull(),
    mailedAt: instant("mailed_at"),
  },
  (t) => [unique("statements_month").on(t.agentId, t.month), unique("statements_number").on(t.series, t.year, t.number)],
);

export const topUpStates = ["reserved", "sent", "succeeded", "failed"] as const;

/** The platform's own money on its way from its bank to its balance at Stripe; the id is the idempotency key of the call. */
export const topUps = pgTable(
  "top_ups",
  {
    id: id(),
    currency: currency().notNull(),
    amount: minor("amount").notNull(),
    reason: text("reason").notNull(),
    state: text("state", { enum: topUpStates }).notNull().default("reserved"),
    /** The UTC day of one that the rule made, at most one a day; null when a person asked for it. */
    automaticOn: date("automatic_on", { mode: "string" }),
    requestedBy: uuid("requested_by"),
    requestedAt: instant("requested_at").notNull(),
    stripeTopUpId: text("stripe_top_up_id").unique(),
  },
  (t) => [
    unique("top_ups_once_a_day").on(t.currency, t.automaticOn),
    check("top_ups_amount", sql`${t.amount} > 0`),
    oneOf("top_ups_state", t.state, topUpStates),
  ],
);

/** How much may be topped up without asking, per currency and week (Monday, UTC); without a row nothing is. */
export const topUpRules = pgTable("top_up_rules", {
  currency: currency().primaryKey(),
  weeklyLimit: minor("weekly_limit").notNull(),
  setBy: uuid("set_by"),
  setAt: instant("set_at").notNull(),
});
