import { invoiceName } from "#app/domain/billing/bill.ts";
import { yearParam } from "#app/domain/taxes/tax-year.ts";
import { taxYearPdf } from "#app/domain/taxes/tax-year-pdf.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pdfReply } from "#app/http/pdf.server.ts";
import { contextOf, loaderOf } from "#app/http/route.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** An agent's yearly statement in the reader's language. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor, agentId } = requireAgent(context);
  const year = yearParam(params.year, context.now());
  if (year === null) throw new NotFound();
  const asking = contextOf(actor, context);
  return pdfReply(await taxYearPdf(context.db, { agentId, year }, asking, wordsOf(context.locale), invoiceName));
});
