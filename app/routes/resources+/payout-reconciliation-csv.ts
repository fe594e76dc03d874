import { permit } from "#app/domain/accounts/permissions.ts";
import { isMonth } from "#app/domain/ledger/period.ts";
import { payoutReport, payoutReportColumns } from "#app/domain/reconciliation/payout-report-flow.server.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** The itemised payout reconciliation of a month, in Stripe's own columns and in major units; written while it is read. */
export const loader = loaderOf(({ context, url }) => {
  const { actor } = requireViewer(context);
  permit(actor, "reconciliation.view");
  const month = url.searchParams.get("month") ?? "";
  if (!isMonth(month)) throw new NotFound();
  return csvStream(`payout-reconciliation-${month}.csv`, payoutReportColumns, payoutReport(context.stripe, month, actor));
});
