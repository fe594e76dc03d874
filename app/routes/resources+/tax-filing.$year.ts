import { redirect } from "@remix-run/node";
import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { fieldCipherOf } from "#app/domain/taxes/field-cipher.server.ts";
import { filingFile } from "#app/domain/taxes/tax-files.server.ts";
import { reports, yearParam } from "#app/domain/taxes/tax-year.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** The file for the authority with whole numbers; taken by a POST with a reason, which the audit log keeps. */
export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const year = yearParam(params.year, context.now());
  if (year === null) throw new NotFound();
  const form = await readForm(request, context, z.object({ report: z.enum(reports), reason: reasonInput }));
  // The answer is a file, not a page: what is wrong is said on the page it was asked from.
  if (!form.ok) return redirect(`/desk/finance/tax/${year}?refused`);
  const { report, reason } = form.value;
  const cipher = fieldCipherOf(context.env);
  const { header, rows } = await context.db.transaction((tx) =>
    filingFile(tx, { year, report, reason, cipher }, contextOf(actor, context)),
  );
  return csvReply(`${report.toLowerCase()}-${year}-for-filing.csv`, header, rows);
});
