import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
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
  },
  (t) => [oneOf("payout_accounts_state", t.state, payoutAccountStates)],
);

export const payoutStates = ["reserved", "transferred", "sent", "paid", "failed"] as const;

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
    uniqueIndex("payouts_one_in_reserve").on(t.agentId, t.currency).where(sql`${t.state} = 'reserved'`),
    oneOf("payouts_state", t.state, payoutStates),
  ],
);

/** A week's pay that became available, and the payout that took it: the thread of the trace. */
export const payoutReleases = pgTable(
  "payout_releases",
  {
    timesheetId: uuid("timesheet_id")
      .primaryKey()
      .references(() => timesheets.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    week: monday().notNull(),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    releasedAt: instant("released_at").notNull(),
    payoutId: uuid("payout_id").references(() => payouts.id),
  },
  (t) => [index("payout_releases_agent").on(t.agentId, t.payoutId), index("payout_releases_payout").on(t.payoutId)],
);
