import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
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
    /** Order in which cards are tried at the close after the default one; smaller first. */
    position: integer("position").notNull().default(0),
    /** Stripe's fingerprint: the same card twice is listed once. */
    fingerprint: text("fingerprint"),
    addedAt: instant("added_at").notNull(),
    removedAt: instant("removed_at"),
  },
  (t) => [index("payment_methods_business").on(t.businessId)],
);

export const paymentModes = ["card", "terms", "prepaid"] as const;
export const cadences = ["weekly", "monthly"] as const;

/** How a business pays from an instant on: the latest row whose from_at has come; none means card, weekly. Set by platform finance (terms) or chosen (card, prepaid). */
export const billingArrangements = pgTable(
  "billing_arrangements",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    mode: text("mode", { enum: paymentModes }).notNull(),
    cadence: text("cadence", { enum: cadences }).notNull().default("weekly"),
    /** 7, 14 or 30; only for terms. */
    netDays: integer("net_days"),
    /** The exposure limit on terms, minor units of creditCurrency. */
    creditLine: minor("credit_line"),
    creditCurrency: currency("credit_currency"),
    fromAt: instant("from_at").notNull(),
    decidedBy: uuid("decided_by").references(() => users.id),
    reason: text("reason").notNull().default(""),
  },
  (t) => [
    index("billing_arrangements_business").on(t.businessId, t.fromAt),
    oneOf("billing_arrangements_mode", t.mode, paymentModes),
    oneOf("billing_arrangements_cadence", t.cadence, cadences),
    check("billing_arrangements_terms", sql`(${t.mode} = 'terms') = (${t.netDays} is not null and ${t.creditLine} is not null)`),
    check("billing_arrangements_net_days", sql`${t.netDays} in (7, 14, 30)`),
  ],
);

export const termsRequestStates = ["asked", "granted", "declined"] as const;

/** A business asks platform finance to be invoiced on terms; at most one waits. */
export const termsRequests = pgTable(
  "terms_requests",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    cadence: text("cadence", { enum: cadences }).notNull(),
    netDays: integer("net_days").notNull(),
    note: text("note").notNull().default(""),
    state: text("state", { enum: termsRequestStates }).notNull().default("asked"),
    askedBy: uuid("asked_by")
      .notNull()
      .references(() => users.id),
    askedAt: instant("asked_at").notNull(),
    decidedAt: instant("decided_at"),
    answer: text("answer").notNull().default(""),
  },
  (t) => [
    index("terms_requests_business").on(t.businessId, t.askedAt),
    uniqueIndex("terms_requests_one_asked").on(t.businessId).where(sql`${t.state} = 'asked'`),
    oneOf("terms_requests_state", t.state, termsRequestStates),
  ],
);

/** invoiced: on terms, waits for a Stripe invoice to be paid. */
export const billStates = ["due", "charging", "failed", "invoiced", "paid", "writtenOff"] as const;

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
    /** 0 is the close's; weeks that wait for their approval stand on the next ones. */
    part: integer("part").notNull().default(0),
    state: text("state", { enum: billStates }).notNull().default("due"),
    pay: minor("pay").notNull(),
    fee: minor("fee").notNull(),
    tax: minor("tax").notNull(),
    total: minor("total").notNull(),
    closedAt: instant("closed_at").notNull(),
    paidAt: instant("paid_at"),
    /** What of the total was paid out of the business's credit at the close; the rest is charged or invoiced. */
    creditApplied: minor("credit_applied").notNull().default(sql`0`),
    mode: text("mode", { enum: paymentModes }).notNull().default("card"),
    termsInvoiceId: uuid("terms_invoice_id"),
    /** What its invoice on terms asked for it when it was drawn up, minor units; what was taken back since stands in credits of that invoice. */
    invoiced: minor("invoiced"),
    /** Card: the close. Terms: the invoice's due date. */
    dueAt: instant("due_at"),
    /** Sum of refunds and credits given back since. */
    refunded: minor("refunded").notNull().default(sql`0`),
    /** Dunning: refusals so far and when the next automatic try is due; null when a person must act. */
    retries: integer("retries").notNull().default(0),
    nextRetryAt: instant("next_retry_at"),
    overdueSince: instant("overdue_since"),
  },
  (t) => [
    unique("bills_business_week").on(t.businessId, t.week, t.currency, t.part),
    index("bills_state").on(t.state),
    oneOf("bills_state", t.state, billStates),
  ],
);

export interface PartyOnDocument {
  name?: string;
  lines?: string[];
  country?: string;
  taxNumber?: string;
}

/** Pay beside the hours: stands on the next bill, carries the service fee, becomes available like that bill's weeks. */
export const bonusStates = ["given", "billed", "withdrawn"] as const;
export const bonuses = pgTable(
  "bonuses",
  {
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    amount: minor("amount").notNull(),
    fee: minor("fee").notNull(),
    currency: currency().notNull(),
    note: text("note").notNull().default(""),
    state: text("state", { enum: bonusStates }).notNull().default("given"),
    givenBy: uuid("given_by")
      .notNull()
      .references(() => users.id),
    givenAt: instant("given_at").notNull(),
    billId: uuid("bill_id").references(() => bills.id),
  },
  (t) => [
    index("bonuses_business").on(t.businessId, t.state),
    index("bonuses_agent").on(t.agentId),
    check("bonuses_amount", sql`${t.amount} > 0`),
    oneOf("bonuses_state", t.state, bonusStates),
  ],
);

export const invoiceLineKinds = ["work", "fee", "bonus", "bonus_fee", "work_credit", "fee_credit"] as const;

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
    /** "PT", "US-NY"; null without tax. */
    taxJurisdiction: text("tax_jurisdiction"),
    /** Hundredths of a percent. */
    taxRateBps: integer("tax_rate_bps"),
    total: minor("total").notNull(),
    /** A credit note has positive amounts and lowers what `corrects` asked for; its number comes from the series with "-CN". */
    kind: text("kind", { enum: ["invoice", "credit_note"] })
      .notNull()
      .default("invoice"),
    corrects: uuid("corrects").references((): AnyPgColumn => invoices.id),
    /** Names, addresses and tax numbers of both sides as they stood on the day of issue. */
    issuer: jsonb("issuer").notNull().default({}).$type<PartyOnDocument>(),
    recipient: jsonb("recipient").notNull().default({}).$type<PartyOnDocument>(),
    /** Why a credit note was issued; empty on invoices. */
    note: text("note").notNull().default(""),
    mailedAt: instant("mailed_at"),
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
    /** Null for a bonus, and for its fee. */
    timesheetId: uuid("timesheet_id").references(() => timesheets.id),
    bonusId: uuid("bonus_id").references(() => bonuses.id),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    kind: text("kind", { enum: invoiceLineKinds }).notNull(),
    minutes: integer("minutes").notNull(),
    rate: minor("rate").notNull(),
    /** Net, minor units. */
    amount: minor("amount").notNull(),
    /** This line's share of the document's tax: largest remainder. */
    tax: minor("tax").notNull().default(sql`0`),
    currency: currency().notNull(),
  },
  (t) => [
    index("invoice_lines_invoice").on(t.invoiceId),
    index("invoice_lines_timesheet").on(t.timesheetId),
    uniqueIndex("invoice_lines_once").on(t.timesheetId, t.kind).where(sql`${t.kind} in ('work', 'fee')`),
    uniqueIndex("invoice_lines_bonus_once").on(t.bonusId, t.kind).where(sql`${t.kind} in ('bonus', 'bonus_fee')`),
  ],
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

/** outside: Stripe says it was paid outside of Stripe; it waits for finance to say with which transfer. */
export const termsInvoiceStates = ["reserved", "open", "outside", "paid", "void", "uncollectible"] as const;

/** A Stripe invoice of a business on terms over one week's bill or all bills closed in a month; the id is the key of Stripe's calls. */
export const termsInvoices = pgTable(
  "terms_invoices",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    currency: currency().notNull(),
    /** "2026-11-09" (the week's Monday) or "2026-11". */
    period: text("period").notNull(),
    state: text("state", { enum: termsInvoiceStates }).notNull().default("reserved"),
    amount: minor("amount").notNull(),
    netDays: integer("net_days").notNull(),
    issuedAt: instant("issued_at").notNull(),
    dueAt: instant("due_at").notNull(),
    paidAt: instant("paid_at"),
    stripeInvoiceId: text("stripe_invoice_id").unique(),
    hostedUrl: text("hosted_url"),
    /** When the last of its payments settles. */
    fundsAvailableOn: instant("funds_available_on"),
    /** The transfer at our bank that paid it outside of Stripe, as finance recorded it. */
    bankReference: text("bank_reference"),
    /** Reminders sent so far (dunning). */
    reminders: integer("reminders").notNull().default(0),
  },
  (t) => [
    unique("terms_invoices_period").on(t.businessId, t.currency, t.period),
    index("terms_invoices_state").on(t.state, t.dueAt),
    oneOf("terms_invoices_state", t.state, termsInvoiceStates),
  ],
);

/** A payment of an invoice on terms through Stripe. Of several, each is the business's credit, kept for the invoice, until they add up to it. */
export const termsPayments = pgTable(
  "terms_payments",
  {
    id: id(),
    termsInvoiceId: uuid("terms_invoice_id")
      .notNull()
      .references(() => termsInvoices.id),
    stripeChargeId: text("stripe_charge_id").notNull().unique(),
    stripeBalanceTransactionId: text("stripe_balance_transaction_id").notNull(),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    stripeFee: minor("stripe_fee").notNull(),
    fundsAvailableOn: instant("funds_available_on").notNull(),
    paidAt: instant("paid_at").notNull(),
  },
  (t) => [index("terms_payments_invoice").on(t.termsInvoiceId), check("terms_payments_amount", sql`${t.amount} > 0`)],
);

export const termsCreditStates = ["reserved", "issued", "refused"] as const;

/** A credit note at Stripe that lowers what an open invoice on terms asks for; the id is the key of Stripe's call. */
export const termsCredits = pgTable(
  "terms_credits",
  {
    id: id(),
    termsInvoiceId: uuid("terms_invoice_id")
      .notNull()
      .references(() => termsInvoices.id),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    state: text("state", { enum: termsCreditStates }).notNull().default("reserved"),
    stripeCreditNoteId: text("stripe_credit_note_id").unique(),
    refusal: text("refusal"),
    reservedAt: instant("reserved_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [
    index("terms_credits_invoice").on(t.termsInvoiceId),
    uniqueIndex("terms_credits_one_reserved").on(t.termsInvoiceId).where(sql`${t.state} = 'reserved'`),
    check("terms_credits_amount", sql`${t.amount} > 0`),
    oneOf("terms_credits_state", t.state, termsCreditStates),
  ],
);

/** Money paid ahead: becomes business credit and pays the next bills. The id is the key of the charge. */
export const prepayments = pgTable(
  "prepayments",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    state: text("state", { enum: chargeStates }).notNull().default("reserved"),
    paymentMethodId: uuid("payment_method_id").references(() => paymentMethods.id),
    stripePaymentIntentId: text("stripe_payment_intent_id").unique(),
    stripeChargeId: text("stripe_charge_id").unique(),
    stripeBalanceTransactionId: text("stripe_balance_transaction_id"),
    stripeFee: minor("stripe_fee"),
    fundsAvailableOn: instant("funds_available_on"),
    declineCode: text("decline_code"),
    declineMessage: text("decline_message"),
    requestedBy: uuid("requested_by")
      .notNull()
      .references(() => users.id),
    requestedAt: instant("requested_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [
    index("prepayments_business").on(t.businessId, t.requestedAt),
    check("prepayments_amount", sql`${t.amount} > 0`),
    oneOf("prepayments_state", t.state, chargeStates),
  ],
);

/** What of a week's pay is protected, decided at its close from what was worked inside the exposure limit (product.md, "Protection"). */
export const weekProtections = pgTable("week_protections", {
  timesheetId: uuid("timesheet_id")
    .primaryKey()
    .references(() => timesheets.id),
  currency: currency().notNull(),
  protectedPay: minor("protected_pay").notNull(),
  unprotectedPay: minor("unprotected_pay").notNull(),
  unprotected: jsonb("unprotected").notNull().default([]).$type<{ segmentId: string; reason: string }[]>(),
  exposureLimit: minor("exposure_limit").notNull(),
  decidedAt: instant("decided_at").notNull(),
});

/** What both sides were told last of a business's exposure in a currency (0, 80, 100 percent), so that each crossing is told once. */
export const exposureLevels = pgTable(
  "exposure_levels",
  {
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    currency: currency().notNull(),
    level: integer("level").notNull().default(0),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.currency] })],
);

export const advanceStates = ["open", "recovered", "writtenOff"] as const;

/** Protected pay that became available before the business paid; recovered when it pays, or written off. */
export const advances = pgTable(
  "advances",
  {
    id: id(),
    timesheetId: uuid("timesheet_id")
      .notNull()
      .references(() => timesheets.id),
    billId: uuid("bill_id")
      .notNull()
      .references(() => bills.id),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    state: text("state", { enum: advanceStates }).notNull().default("open"),
    advancedAt: instant("advanced_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [index("advances_bill").on(t.billId, t.state), oneOf("advances_state", t.state, advanceStates)],
);

export const refundStates = ["reserved", "pending", "succeeded", "failed"] as const;

/**
 * Money given back to a business, to the card that paid (within 180 days of the charge) or as credit; the id is the key of Stripe's call. It is
 * about a bill, or about money paid ahead.
 */
export const refunds = pgTable(
  "refunds",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    billId: uuid("bill_id").references(() => bills.id),
    prepaymentId: uuid("prepayment_id").references(() => prepayments.id),
    to: text("to", { enum: ["card", "credit"] }).notNull(),
    /** The charge whose card gets it; null for credit. */
    stripeChargeId: text("stripe_charge_id"),
    amount: minor("amount").notNull(),
    currency: currency().notNull(),
    /** Parts of the amount: pay taken back from the agent, borne by the platform, fee, tax on the fee, unused credit. They add up to it. */
    agentPart: minor("agent_part").notNull().default(sql`0`),
    platformPart: minor("platform_part").notNull().default(sql`0`),
    feePart: minor("fee_part").notNull().default(sql`0`),
    taxPart: minor("tax_part").notNull().default(sql`0`),
    creditPart: minor("credit_part").notNull().default(sql`0`),
    reason: text("reason").notNull(),
    /** The dispute that it settles, when it does. */
    disputeId: uuid("dispute_id"),
    timesheetId: uuid("timesheet_id").references(() => timesheets.id),
    state: text("state", { enum: refundStates }).notNull().default("reserved"),
    stripeRefundId: text("stripe_refund_id").unique(),
    stripeBalanceTransactionId: text("stripe_balance_transaction_id"),
    failureReason: text("failure_reason"),
    requestedBy: uuid("requested_by").references(() => users.id),
    requestedAt: instant("requested_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (t) => [
    index("refunds_bill").on(t.billId),
    index("refunds_business").on(t.businessId, t.requestedAt),
    index("refunds_state").on(t.state),
    unique("refunds_dispute").on(t.disputeId),
    check("refunds_parts", sql`${t.amount} = ${t.agentPart} + ${t.platformPart} + ${t.feePart} + ${t.taxPart} + ${t.creditPart}`),
    check("refunds_about", sql`(${t.billId} is null) <> (${t.prepaymentId} is null)`),
    check("refunds_charge", sql`(${t.to} = 'card') = (${t.stripeChargeId} is not null)`),
    check("refunds_amount", sql`${t.amount} > 0`),
    oneOf("refunds_state", t.state, refundStates),
  ],
);

export const chargebackStates = ["needsResponse", "underReview", "won", "lost"] as const;

/** A cardholder's bank took a charge back. The platform is debited at once; what comes of it, Stripe tells. */
export const chargebacks = pgTable(
  "chargebacks",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    /** The bill, terms invoice or prepayment whose charge it was. */
    billId: uuid("bill_id").references(() => bills.id),
    stripeChargeId: text("stripe_charge_id").notNull(),
    stripeDisputeId: text("stripe_dispute_id").notNull().unique(),
    state: text("state", { enum: chargebackStates }).notNull().default("needsResponse"),
    reason: text("reason").notNull(),
    amount: minor("amount").notNull(),
    fee: minor("fee").notNull().default(sql`0`),
    currency: currency().notNull(),
    evidenceDueAt: instant("evidence_due_at"),
    evidence: text("evidence").notNull().default(""),
    submittedAt: instant("submitted_at"),
    submittedBy: uuid("submitted_by").references(() => users.id),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
  },
  (t) => [
    index("chargebacks_business").on(t.businessId),
    index("chargebacks_state").on(t.state),
    oneOf("chargebacks_state", t.state, chargebackStates),
  ],
);

/** What Stripe was told not to sweep to the platform's bank, by currency, and how much of it is above what agents are owed. */
export const minimumBalances = pgTable(
  "minimum_balances",
  {
    currency: currency().primaryKey(),
    minimum: minor("minimum").notNull(),
    /** Left for charges to come before Stripe has to be told again. */
    room: minor("room").notNull(),
    /** Grows with each telling: of two at a time, one tells again. */
    version: integer("version").notNull(),
    toldAt: instant("told_at").notNull(),
  },
  (t) => [check("minimum_balances_room", sql`${t.room} >= 0`)],
);
