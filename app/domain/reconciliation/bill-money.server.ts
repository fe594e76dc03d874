import { eq, inArray, or, sql } from "drizzle-orm";
import { invoiceName } from "#app/domain/billing/bill.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { bills } from "#db/schema/billing.ts";
import type { TracedAdvance, TracedBonus, TracedCharge, TracedChargeback, TracedRefund, TracedTermsInvoice } from "./trace.ts";

const listOf = (query: ReturnType<typeof sql>) => sql`(select coalesce(jsonb_agg(found), '[]') from (${query}) found)`;
/** What a ledger transaction moved to or from accounts of a shape, by its key: our books say what a payment became. */
const posted = (key: ReturnType<typeof sql>, account: ReturnType<typeof sql>) =>
  sql`(select coalesce(sum(p.amount), 0)::text from ledger_transactions t join ledger_postings p on p.transaction_id = t.id where t.key = ${key} and ${account})`;

type Minor = string;
type Row<T> = { [K in keyof T]: Told<T[K]> };
type Told<V> = V extends bigint ? Minor : V extends Date ? string : V;

/** Everything that paid a bill, lowered it, was given back on it or taken back of it, and the bonuses on it; amounts in minor units. */
export type BillMoney = Awaited<ReturnType<typeof billMoney>>[number];

/**
 * Bills with all money about them: those asked for and those that these bonuses stand on. One query.
 * Where a table says only how much moved, the ledger is asked what it became.
 */
export async function billMoney(db: Queryable, { billIds, bonusIds }: { billIds: string[]; bonusIds: string[] }) {
  if (billIds.length + bonusIds.length === 0) return [];
  const ofBonus = sql`${bills.id} in (select bill_id from bonuses where ${bonusIds.length > 0 ? sql`id in ${bonusIds}` : sql`false`})`;
  const rows = await db
    .select({
      bill: bills,
      businessName: businesses.name,
      agentTax: sql<Minor>`(select coalesce(sum(i.tax), 0)::text from invoices i where i.bill_id = ${bills.id} and i.issuer_kind = 'agent' and i.kind = 'invoice')`,
      feeInvoice: sql<{ series: string; year: number; number: number } | null>`(
        select jsonb_build_object('series', i.series, 'year', i.year, 'number', i.number) from invoices i
        where i.bill_id = ${bills.id} and i.issuer_kind = 'platform' and i.kind = 'invoice' order by i.number limit 1)`,
      credit: sql<Minor>`${posted(sql`'bill:' || ${bills.id} || ':credit'`, sql`p.credit_account like 'business:%:receivable:%'`)}`,
      charges: sql<Row<TracedCharge>[]>`${listOf(sql`
        select c.id, c.amount::text, ${posted(sql`'charge:' || c.id`, sql`p.credit_account like 'business:%:credit:%'`)} as surplus,
          c.stripe_fee::text as "stripeFee", c.settled_at as "settledAt", c.funds_available_on as "fundsAvailableOn",
          c.stripe_payment_intent_id as "stripePaymentIntentId", c.stripe_charge_id as "stripeChargeId",
          c.stripe_balance_transaction_id as "stripeBalanceTransactionId"
        from charges c where c.bill_id = ${bills.id} and c.state = 'succeeded' order by c.attempt`)}`,
      invoices: sql<Row<Omit<TracedTermsInvoice, "number">>[]>`${listOf(sql`
        select i.id, i.state, i.period, coalesce(${bills.invoiced}, 0)::text as amount, i.issued_at as "issuedAt", i.due_at as "dueAt", i.paid_at as "paidAt",
          i.stripe_invoice_id as "stripeInvoiceId", i.bank_reference as "bankReference",
          (select sum(p.stripe_fee)::text from terms_payments p where p.terms_invoice_id = i.id) as "stripeFee",
          (select count(*)::int from bills o where o.terms_invoice_id = i.id) as bills
        from terms_invoices i where i.id = ${bills.termsInvoiceId}`)}`,
      advances: sql<Row<TracedAdvance>[]>`${listOf(sql`
        select a.timesheet_id as "timesheetId", a.amount::text, a.state, a.advanced_at as "advancedAt", a.settled_at as "settledAt"
        from advances a where a.bill_id = ${bills.id} order by a.id`)}`,
      refunds: sql<Row<TracedRefund>[]>`${listOf(sql`
        select r.id, r.state, r."to", r.amount::text, r.agent_part::text as "agentPart", r.platform_part::text as "platformPart",
          r.fee_part::text as "feePart", r.tax_part::text as "taxPart", r.timesheet_id as "timesheetId", r.dispute_id as "disputeId",
          r.requested_at as at, r.stripe_refund_id as "stripeRefundId",
          coalesce((select h.taken from pay_holds h where h.dispute_id = r.dispute_id), 0)::text as "fromHeld",
          ${posted(sql`'refund:' || r.id || ':given'`, sql`p.credit_account like 'business:%:credit:%'`)} as "asCredit",
          ${posted(sql`'refund:' || r.id || ':given'`, sql`(p.credit_account like 'business:%:receivable:%' or p.credit_account like 'platform:advances:%')`)} as lowered
        from refunds r where r.bill_id = ${bills.id} order by r.requested_at, r.id`)}`,
      chargebacks: sql<Row<TracedChargeback>[]>`${listOf(sql`
        select c.id, c.state, c.amount::text, c.opened_at as "openedAt",
          (select x.id from charges x where x.stripe_charge_id = c.stripe_charge_id) as "chargeId",
          ${posted(sql`'chargeback:' || c.id || ':lost'`, sql`p.debit_account like 'business:%:receivable:%'`)} as revived
        from chargebacks c where c.bill_id = ${bills.id}
          or c.stripe_charge_id in (select p.stripe_charge_id from terms_payments p where p.terms_invoice_id = ${bills.termsInvoiceId})
        order by c.opened_at, c.id`)}`,
      bonuses: sql<Row<TracedBonus>[]>`${listOf(sql`
        select o.id, o.agent_id as "agentId", u.name as "agentName", o.amount::text, o.note,
          coalesce((select sum(l.tax) from invoice_lines l where l.bonus_id = o.id and l.kind = 'bonus'), 0)::text as tax
        from bonuses o join users u on u.id = o.agent_id where o.bill_id = ${bills.id} order by o.id`)}`,
    })
    .from(bills)
    .innerJoin(businesses, eq(businesses.id, bills.businessId))
    .where(or(billIds.length > 0 ? inArray(bills.id, billIds) : undefined, bonusIds.length > 0 ? ofBonus : undefined))
    .orderBy(bills.week, bills.id);
  return rows.map((row) => ({
    bill: row.bill,
    businessName: row.businessName,
    agentTax: BigInt(row.agentTax),
    credit: BigInt(row.credit),
    charges: row.charges.map((one) => ({
      ...one,
      amount: BigInt(one.amount),
      surplus: BigInt(one.surplus),
      stripeFee: minor(one.stripeFee),
      settledAt: instant(one.settledAt),
      fundsAvailableOn: instant(one.fundsAvailableOn),
    })),
    invoice:
      row.invoices.map((one) => ({
        ...one,
        number: row.feeInvoice ? invoiceName(row.feeInvoice) : null,
        amount: BigInt(one.amount),
        stripeFee: minor(one.stripeFee),
        issuedAt: new Date(one.issuedAt),
        dueAt: new Date(one.dueAt),
        paidAt: instant(one.paidAt),
      }))[0] ?? null,
    advances: row.advances.map((one) => ({
      ...one,
      amount: BigInt(one.amount),
      advancedAt: new Date(one.advancedAt),
      settledAt: instant(one.settledAt),
    })),
    refunds: row.refunds.map((one) => ({
      ...one,
      at: new Date(one.at),
      amount: BigInt(one.amount),
      agentPart: BigInt(one.agentPart),
      platformPart: BigInt(one.platformPart),
      feePart: BigInt(one.feePart),
      taxPart: BigInt(one.taxPart),
      fromHeld: BigInt(one.fromHeld),
      asCredit: BigInt(one.asCredit),
      lowered: BigInt(one.lowered),
    })),
    chargebacks: row.chargebacks.map((one) => ({
      ...one,
      amount: BigInt(one.amount),
      revived: BigInt(one.revived),
      openedAt: new Date(one.openedAt),
    })),
    bonuses: row.bonuses.map((one) => ({ ...one, amount: BigInt(one.amount), tax: BigInt(one.tax) })),
  }));
}

const minor = (text: Minor | null) => (text === null ? null : BigInt(text));
const instant = (text: string | null) => (text === null ? null : new Date(text));
