/** A PDF that the browser shows or saves under its name; whoever may see it may see it now, so nothing keeps it. */
export function pdfReply({ name, pdf }: { name: string; pdf: Buffer }): Response {
  return new Response(new Uint8Array(pdf), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": `inline; filename="${name}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
