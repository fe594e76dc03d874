import type Stripe from "stripe";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { spanOfMonth } from "#app/domain/ledger/period.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** Columns of Stripe's payout reconciliation report, itemised (docs.stripe.com/reports/report-types/payout-reconciliation). */
export const payoutReportColumns = [
  "balance_transaction_id",
  "created_utc",
  "created",
  "available_on_utc",
  "available_on",
  "currency",
  "gross",
  "fee",
  "net",
  "reporting_category",
  "source_id",
  "description",
  "automatic_payout_id",
  "automatic_payout_effective_at_utc",
  "automatic_payout_effective_at",
];

const stamp = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

/**
 * Every balance transaction of the platform's automatic payouts of a month, in Stripe's columns and, as its reports are, in major units; the account's
 * zone is UTC, so both kinds of time say the same. Read page by page.
 * @throws Forbidden without "reconciliation.view"
 */
export async function* payoutReport(stripe: StripeEdge, month: string, actor: Actor): AsyncGenerator<string[]> {
  permit(actor, "reconciliation.view");
  const { from, to } = spanOfMonth(month);
  const created = { gte: from.getTime() / 1000, lt: to.getTime() / 1000 };
  for await (const payout of stripe.payouts.list({ created, limit: 100 }))
    if (payout.automatic)
      for await (const one of stripe.balanceTransactions.list({ payout: payout.id, limit: 100 })) yield row(one, payout);
}

function row(one: Stripe.BalanceTransaction, payout: Stripe.Payout): string[] {
  const currency = one.currency.toUpperCase();
  const major = (minor: number) => toMajor(money(BigInt(minor), currency));
  const [created, available, effective] = [stamp(one.created), stamp(one.available_on), stamp(payout.arrival_date)];
  return [
    one.id,
    ...[created, created, available, available],
    one.currency,
    ...[major(one.amount), major(one.fee), major(one.net)],
    one.reporting_category,
    typeof one.source === "string" ? one.source : (one.source?.id ?? ""),
    one.description ?? "",
    ...[payout.id, effective, effective],
  ];
}
