import { reportFile } from "#app/domain/taxes/tax-files.server.ts";
import { yearParam } from "#app/domain/taxes/tax-year.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { contextOf, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** Form 1099-K by its boxes, for checking: taxpayer numbers by their last signs. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const year = yearParam(params.year, context.now());
  if (year === null) throw new NotFound();
  const { header, rows } = await reportFile(context.db, { year, report: "1099-K" }, contextOf(actor, context));
  return csvReply(`1099k-${year}.csv`, header, rows);
});
