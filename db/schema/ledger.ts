import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { currency, id, instant, minor, oneOf } from "./columns.ts";

/** Chart of accounts: ids are derived and end in their currency, "business:{id}:receivable:USD" (money.md, "Ledger"). */
export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    id: text("id").primaryKey(),
    currency: currency().notNull(),
    kind: text("kind").notNull(),
    ownerId: uuid("owner_id"),
    normalSide: text("normal_side", { enum: ["debit", "credit"] }).notNull(),
    /** Which way its balance is kept from going below zero: 1 credits are at least debits, -1 debits at least credits, 0 it may. */
    floor: smallint("floor").notNull(),
    openedAt: instant("opened_at").notNull(),
  },
  (t) => [
    unique("ledger_accounts_id_currency").on(t.id, t.currency),
    unique("ledger_accounts_id_floor").on(t.id, t.floor),
    index("ledger_accounts_owner").on(t.ownerId),
    check("ledger_accounts_id_ends_in_currency", sql`${t.id} like '%:' || ${t.currency}`),
    // The same as `chart` in app/domain/ledger/chart.ts says: no id, side or owner that the chart cannot make.
    check(
      "ledger_accounts_on_chart",
      sql`case
        when ${t.kind} in ('business:receivable', 'business:credit', 'agent:pending', 'agent:held', 'agent:available', 'agent:in_transit', 'agent:paid_out', 'agent:owed')
          then ${t.ownerId} is not null and ${t.id} = split_part(${t.kind}, ':', 1) || ':' || ${t.ownerId} || ':' || split_part(${t.kind}, ':', 2) || ':' || ${t.currency}
        when ${t.kind} in ('platform:advances', 'platform:fees', 'platform:stripe_fees', 'platform:fx', 'platform:chargebacks', 'platform:write_offs', 'platform:bank', 'stripe:in_transit', 'bank:settled', 'clearing')
          then ${t.ownerId} is null and ${t.id} = ${t.kind} || ':' || ${t.currency}
        when ${t.kind} = 'stripe:balance' then ${t.ownerId} is null and ${t.id} ~ '^stripe:[ab]:balance:[A-Z]{3}$'
        when ${t.kind} = 'tax' then ${t.ownerId} is null and ${t.id} ~ '^tax:[A-Z]{2}(-[A-Z0-9]{1,3})?:vat:[A-Z]{3}$'
        else false end`,
    ),
    check(
      "ledger_accounts_normal_side",
      sql`${t.normalSide} = case when ${t.kind} in ('business:credit', 'agent:pending', 'agent:held', 'agent:available', 'agent:in_transit', 'agent:paid_out', 'platform:fees', 'tax') then 'credit' else 'debit' end`,
    ),
    check(
      "ledger_accounts_floor",
      sql`${t.floor} = case when ${t.ownerId} is null or ${t.kind} = 'business:receivable' then 0 when ${t.normalSide} = 'credit' then 1 else -1 end`,
    ),
  ],
);

/** Running balances, kept by the transaction that posts. The balance of an account is the sum of its shards: the platform's own accounts have several, so that posters do not queue; all others have one, 0. */
export const ledgerBalances = pgTable(
  "ledger_balances",
  {
    accountId: text("account_id").notNull(),
    shard: smallint("shard").notNull().default(0),
    currency: currency().notNull(),
    debits: minor("debits").notNull().default(sql`0`),
    credits: minor("credits").notNull().default(sql`0`),
    /** The account's. */
    floor: smallint("floor").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.shard] }),
    foreignKey({ columns: [t.accountId, t.currency], foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency] }),
    foreignKey({ columns: [t.accountId, t.floor], foreignColumns: [ledgerAccounts.id, ledgerAccounts.floor] }),
    // What agents and businesses own is never below zero; what an agent owes is an account of its own, and never below zero either. One short check: it
    // is read anew at every posting.
    check("ledger_balances_not_below_zero", sql`${t.floor} * (${t.debits} - ${t.credits}) <= 0`),
  ],
);

export const ledgerTransactions = pgTable(
  "ledger_transactions",
  {
    id: id(),
    key: text("key").notNull().unique(),
    inputHash: text("input_hash").notNull(),
    kind: text("kind").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    recordedAt: instant("recorded_at").notNull().defaultNow(),
    sourceKind: text("source_kind"),
    sourceId: text("source_id"),
    stripeId: text("stripe_id"),
    reverses: uuid("reverses"),
    detail: jsonb("detail").notNull().default({}).$type<Record<string, unknown>>(),
  },
  (t) => [
    index("ledger_transactions_source").on(t.sourceKind, t.sourceId).where(sql`${t.sourceId} is not null`),
    index("ledger_transactions_stripe").on(t.stripeId).where(sql`${t.stripeId} is not null`),
    uniqueIndex("ledger_transactions_reverses").on(t.reverses).where(sql`${t.reverses} is not null`),
    index("ledger_transactions_at").on(t.occurredAt),
  ],
);

/** Two legs, one currency, positive: a posting balances by construction. Rows are never updated or deleted (trigger). */
export const ledgerPostings = pgTable(
  "ledger_postings",
  {
    id: id(),
    transactionId: uuid("transaction_id")
      .notNull()
      .references(() => ledgerTransactions.id),
    debitAccount: text("debit_account").notNull(),
    creditAccount: text("credit_account").notNull(),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    /** The transaction's, so that an account's balance at any moment is read from one index; the nightly proof compares the two. */
    occurredAt: instant("occurred_at").notNull(),
  },
  (t) => [
    check("ledger_postings_amount_positive", sql`${t.amount} > 0`),
    check("ledger_postings_two_accounts", sql`${t.debitAccount} <> ${t.creditAccount}`),
    foreignKey({
      name: "ledger_postings_debit",
      columns: [t.debitAccount, t.currency],
      foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency],
    }),
    foreignKey({
      name: "ledger_postings_credit",
      columns: [t.creditAccount, t.currency],
      foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency],
    }),
    index("ledger_postings_transaction").on(t.transactionId),
    index("ledger_postings_debit_at").on(t.debitAccount, t.occurredAt, t.amount),
    index("ledger_postings_credit_at").on(t.creditAccount, t.occurredAt, t.amount),
  ],
);

/** The nightly proof: running balances against the independent sum of all postings, and stripe accounts against Stripe's own. */
export const ledgerProofs = pgTable("ledger_proofs", {
  id: id(),
  day: date("day", { mode: "string" }).notNull().unique(),
  provedAt: instant("proved_at").notNull(),
  holds: boolean("holds").notNull(),
  accounts: minor("accounts").notNull(),
  postings: minor("postings").notNull(),
  differences: jsonb("differences").notNull().$type<{ account: string; running: string; summed: string }[]>(),
  stripe: jsonb("stripe").notNull().$type<{ rail?: "a" | "b"; currency: string; ours: string; theirs: string }[]>(),
});

export const periodStates = ["open", "closed"] as const;

/** A month of the books, "2026-11". Once closed nothing is posted into it (trigger); later corrections post in the open period. A month without a row is open. */
export const accountingPeriods = pgTable(
  "accounting_periods",
  {
    month: text("month").primaryKey(),
    state: text("state", { enum: periodStates }).notNull().default("open"),
    closedAt: instant("closed_at"),
    closedBy: uuid("closed_by"),
    note: text("note").notNull().default(""),
    /** The trial balance and the checks as they stood at the close. */
    balances: jsonb("balances").$type<{ account: string; currency: string; debits: string; credits: string }[]>(),
    checks: jsonb("checks").$type<{ name: string; passed: boolean; detail: string }[]>(),
  },
  (t) => [
    check("accounting_periods_month", sql`${t.month} ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'`),
    oneOf("accounting_periods_state", t.state, periodStates),
  ],
);

/** Next number of each issuer's series and year (invoices, credit notes, statements); locked by the transaction that takes one: no gaps. */
export const documentNumbers = pgTable(
  "invoice_numbers",
  { series: text("series").notNull(), year: integer("year").notNull(), last: integer("last").notNull() },
  (t) => [primaryKey({ columns: [t.series, t.year] })],
);
