import { sql } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { documentNumbers } from "#db/schema/ledger.ts";

/**
 * The next number of an issuer's series and year: invoices, credit notes, statements. The row's lock holds until the commit, so that numbers
 * have no gaps; take several in order of series, so that two issuers never wait for each other in a circle.
 */
export async function nextDocumentNumber(tx: Tx, series: string, year: number): Promise<number> {
  return (await nextDocumentNumbers(tx, [series], year)).get(series)!;
}

/** The same of several series, one each, in one statement: it locks them in order. */
export async function nextDocumentNumbers(tx: Tx, series: string[], year: number): Promise<Map<string, number>> {
  const rows = await tx
    .insert(documentNumbers)
    .values([...series].sort().map((one) => ({ series: one, year, last: 1 })))
    .onConflictDoUpdate({
      target: [documentNumbers.series, documentNumbers.year],
      set: { last: sql`${documentNumbers.last} + 1` },
    })
    .returning();
  return new Map(rows.map((row) => [row.series, row.last]));
}
