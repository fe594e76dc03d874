import { statementPdf } from "#app/domain/payouts/statement-pdf.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { pdfReply } from "#app/http/pdf.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";

/** An agent's numbered statement of a month, for the agent and platform finance. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  return pdfReply(await statementPdf(context.db, id(params.statementId), actor, wordsOf(context.locale)));
});
