import { reportFile } from "#app/domain/taxes/tax-files.server.ts";
import { yearParam } from "#app/domain/taxes/tax-year.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { contextOf, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** The fields of DAC7, for checking: numbers by their last signs, birth dates only named. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const year = yearParam(params.year, context.now());
  if (year === null) throw new NotFound();
  const { header, rows } = await reportFile(context.db, { year, report: "DAC7" }, contextOf(actor, context));
  return csvReply(`dac7-${year}.csv`, header, rows);
});
