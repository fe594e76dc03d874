import { chargebackLifecycle } from "#app/domain/billing/chargeback.ts";
import { type ChargebackRow, chargebackRows } from "#app/domain/billing/chargeback-rows.server.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

const header = [
  "chargeback_id",
  "business",
  "bill_week",
  "bill_id",
  "state",
  "reason",
  "currency",
  "amount",
  "stripe_fee",
  "stripe_dispute_id",
  "stripe_charge_id",
  "opened_utc",
  "evidence_due_utc",
  "submitted_utc",
  "closed_utc",
];

/** The list of chargebacks as it is filtered, all its pages, for platform finance; amounts in major units. */
export const loader = loaderOf(({ context, url }) => {
  const { actor } = requireViewer(context);
  const state = chargebackLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  return csvStream("chargebacks.csv", header, written(chargebackRows(context.db, { state, q }, actor)));
});

async function* written(rows: AsyncIterable<ChargebackRow>) {
  for await (const { chargeback, businessName, week } of rows) {
    const { currency } = chargeback;
    yield [
      chargeback.id,
      businessName,
      week,
      chargeback.billId,
      chargeback.state,
      chargeback.reason,
      currency,
      ...[chargeback.amount, chargeback.fee].map((minor) => toMajor(money(minor, currency))),
      chargeback.stripeDisputeId,
      chargeback.stripeChargeId,
      chargeback.openedAt.toISOString(),
      chargeback.evidenceDueAt?.toISOString(),
      chargeback.submittedAt?.toISOString(),
      chargeback.closedAt?.toISOString(),
    ];
  }
}
