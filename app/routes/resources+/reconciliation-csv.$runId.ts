import { reconciliationItemsOf } from "#app/domain/reconciliation/reconciliation.server.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** Every item of a run under Stripe's column names where Stripe has one; amounts in major units, as in Stripe's reports. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  const { run, items } = await reconciliationItemsOf(context.db, id(params.runId), actor);
  return csvReply(
    `reconciliation-${run.startedAt.toISOString().slice(0, 10)}.csv`,
    ["class", "balance_transaction_id", "created_utc", "currency", "net", "ours", "reporting_category", "source_id"],
    items.map((item) => {
      const major = (minor: bigint | null) => (minor === null ? "" : toMajor(money(minor, item.currency)));
      return [
        item.class,
        item.balanceTransactionId,
        item.occurredAt.toISOString(),
        item.currency,
        major(item.theirs),
        major(item.ours),
        item.reportingCategory,
        item.sourceId,
      ];
    }),
  );
});
