import { allBillsOf } from "#app/domain/billing/bills.server.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** All bills of the business; amounts in major units. */
export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const rows = await allBillsOf(context.db, businessId, actor);
  return csvReply(
    "bills.csv",
    [
      "bill_id",
      "week",
      "state",
      "currency",
      "pay",
      "fee",
      "tax",
      "total",
      "credit_applied",
      "refunded",
      "mode",
      "due_utc",
      "closed_utc",
      "paid_utc",
    ],
    rows.map((bill) => [
      bill.id,
      bill.week,
      bill.state,
      bill.currency,
      ...[bill.pay, bill.fee, bill.tax, bill.total, bill.creditApplied, bill.refunded].map((minor) =>
        toMajor(money(minor, bill.currency)),
      ),
      bill.mode,
      bill.dueAt?.toISOString(),
      bill.closedAt.toISOString(),
      bill.paidAt?.toISOString(),
    ]),
  );
});
