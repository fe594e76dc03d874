import { refundLifecycle } from "#app/domain/billing/refund.ts";
import { type RefundRow, refundRows } from "#app/domain/billing/refund-rows.server.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

const header = [
  "refund_id",
  "business",
  "bill_week",
  "bill_id",
  "prepayment_id",
  "state",
  "to",
  "currency",
  "amount",
  "agent_part",
  "platform_part",
  "fee_part",
  "tax_part",
  "credit_part",
  "reason",
  "dispute_id",
  "stripe_refund_id",
  "stripe_charge_id",
  "failure_reason",
  "requested_utc",
  "settled_utc",
];

/** The list of refunds as it is filtered, all its pages, for platform finance; amounts in major units. */
export const loader = loaderOf(({ context, url }) => {
  const { actor } = requireViewer(context);
  const state = refundLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  return csvStream("refunds.csv", header, written(refundRows(context.db, { state, q }, actor)));
});

async function* written(rows: AsyncIterable<RefundRow>) {
  for await (const { refund, businessName, week } of rows) {
    const { currency, amount, agentPart, platformPart, feePart, taxPart, creditPart } = refund;
    yield [
      refund.id,
      businessName,
      week,
      refund.billId,
      refund.prepaymentId,
      refund.state,
      refund.to,
      currency,
      ...[amount, agentPart, platformPart, feePart, taxPart, creditPart].map((minor) => toMajor(money(minor, currency))),
      refund.reason,
      refund.disputeId,
      refund.stripeRefundId,
      refund.stripeChargeId,
      refund.failureReason,
      refund.requestedAt.toISOString(),
      refund.settledAt?.toISOString(),
    ];
  }
}
