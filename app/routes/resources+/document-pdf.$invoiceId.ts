import { documentPdf } from "#app/domain/billing/document-pdf.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { pdfReply } from "#app/http/pdf.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";

/** An invoice or credit note in the reader's language, for the business whose it is, the agent in whose name it was issued, and platform finance. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  return pdfReply(await documentPdf(context.db, id(params.invoiceId), actor, wordsOf(context.locale)));
});
