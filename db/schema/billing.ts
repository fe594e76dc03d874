import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { currency, id, instant, minor, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";
import { timesheets } from "./timesheets.ts";

export const billingCustomers = pgTable("billing_customers", {
  businessId: uuid("business_id")
    .primaryKey()
    .references(() => businesses.id),
  stripeCustomerId: text("stripe_customer_id").unique(),
  createdAt: instant("created_at").notNull(),
});

export const cardSetupStates = ["reserved", "open", "completed", "expired"] as const;
/** A visit to Stripe's hosted card page. */
export const cardSetups = pgTable("card_setups", {
  id: id(),
  businessId: uuid("business_id")
    .notNull()
    .references(() => businesses.id),
  state: text("state", { enum: cardSetupStates }).notNull().default("reserved"),
  stripeSessionId: text("stripe_session_id").unique(),
  startedBy: uuid("started_by")
    .notNull()
    .references(() => users.id),
  startedAt: instant("started_at").notNull(),
  completedAt: instant("completed_at"),
});

export const paymentMethods = pgTable(
  "payment_methods",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    stripePaymentMethodId: text("stripe_payment_method_id").notNull().unique(),
    brand: text("brand").notNull(),
    last4: text("last4").notNull(),
    expMonth: integer("exp_month").notNull(),
    expYear: integer("exp_year").notNull(),
    isDefault: boolean("is_default").notNull().default(false),
    addedAt: instant("added_at").notNull(),
    removedAt: instant("removed_at"),
  },
  (t) => [index("payment_methods_business").on(t.businessId)],
);

export const billStates = ["due", "charging", "paid", "failed"] as const;

/** What a business owes for a week in one currency: pay of its agents and Deskhand's fee. */
export const bills = pgTable(
  "bills",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    week: monday().notNull(),
    currency: currency().notNull(),
    state: text("state", { enum: billStates }).notNull().default("due"),
    pay: minor("pay").notNull(),
    fee: minor("fee").notNull(),
    tax: minor("tax").notNull(),
    total: minor("total").notNull(),
    closedAt: instant("closed_at").notNull(),
    paidAt: instant("paid_at"),
  },
  (t) => [
    unique("bills_business_week").on(t.businessId, t.week, t.currency),
    index("bills_state").on(t.state),
    oneOf("bills_state", t.state, billStates),
  ],
);

/** The documents of a bill: each agent's invoice (issued on the agent's behalf) and Deskhand's fee invoice. */
export const invoices = pgTable(
  "invoices",
  {
    id: id(),
    billId: uuid("bill_id")
      .notNull()
      .references(() => bills.id),
    issuerKind: text("issuer_kind", { enum: ["agent", "platform"] }).notNull(),
    issuerId: text("issuer_id").notNull(),
    series: text("series").notNull(),
    year: integer("year").notNull(),
    number: integer("number").notNull(),
    currency: currency().notNull(),
    net: minor("net").notNull(),
    tax: minor("tax").notNull(),
    taxReason: text("tax_reason").notNull(),
    total: minor("total").notNull(),
    issuedAt: instant("issued_at").notNull(),
  },
  (t) => [unique("invoices_number").on(t.series, t.year, t.number), index("invoices_bill").on(t.billId)],
);

export const invoiceLines = pgTable(
  "invoice_lines",
  {
    id: id(),
    invoiceId: uuid("invoice_id")
      .notNull()
      .references(() => invoices.id),
    timesheetId: uuid("timesheet_id")
      .notNull()
      .references(() => timesheets.id),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    kind: text("kind", { enum: ["work", "fee"] }).notNull(),
    minutes: integer("minutes").notNull(),
    rate: minor("rate").notNull(),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
  },
  (t) => [index("invoice_lines_invoice").on(t.invoiceId), unique("invoice_lines_once").on(t.timesheetId, t.kind)],
);

/** Next number of each issuer's series and year; locked by the transaction that takes one, so that there are no gaps. */
export const invoiceNumbers = pgTable(
  "invoice_numbers",
  { series: text("series").notNull(), year: integer("year").notNull(), last: integer("last").notNull() },
  (t) => [primaryKey({ columns: [t.series, t.year] })],
);

export const chargeStates = ["reserved", "requires_action", "succeeded", "failed"] as const;

/** One attempt to charge a bill; the id is Stripe's idempotency key. */
export const charges = pgTable(
  "charges",
  {
    id: id(),
    billId: uuid("bill_id")
      .notNull()
      .references(() => bills.id),
    attempt: integer("attempt").notNull(),
    state: text("state", { enum: chargeStates }).notNull().default("reserved"),
    paymentMethodId: uuid("payment_method_id").references(() => paymentMethods.id),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    stripePaymentIntentId: text("stripe_payment_intent_id").unique(),
    stripeChargeId: text("stripe_charge_id").unique(),
    stripeBalanceTransactionId: text("stripe_balance_transaction_id"),
    stripeFee: minor("stripe_fee"),
    fundsAvailableOn: instant("funds_available_on"),
    declineCode: text("decline_code"),
    declineMessage: text("decline_message"),
    detail: jsonb("detail").$type<Record<string, unknown>>(),
    reservedAt: instant("reserved_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [unique("charges_attempt").on(t.billId, t.attempt), oneOf("charges_state", t.state, chargeStates)],
);
