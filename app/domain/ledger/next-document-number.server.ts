import { sql } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { documentNumbers } from "#db/schema/ledger.ts";

/**
 * The next number of an issuer's series and year: invoices, credit notes, statements. The row's lock holds until the commit, so that numbers
 * have no gaps; take several in order of series, so that two issuers never wait for each other in a circle.
 */
export async function nextDocumentNumber(tx: Tx, series: string, year: number): Promise<number> {
  const [row] = await tx
    .insert(documentNumbers)
    .values({ series, year, last: 1 })
    .onConflictDoUpdate({
      target: [documentNumbers.series, documentNumbers.year],
      set: { last: sql`${documentNumbers.last} + 1` },
    })
    .returning();
  return row!.last;
}
