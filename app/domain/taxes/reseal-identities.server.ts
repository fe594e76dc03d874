import { and, eq, isNotNull, or } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import type { FieldCipher } from "./field-cipher.server.ts";
import { sealedPlaces } from "./save-tax-profile.server.ts";

/**
 * Seals with the present key what an older one sealed (docs/operations.md, "Keys"); afterwards the older key may go. Safe to run again.
 * @returns how many profiles were sealed anew
 */
export async function resealIdentities(db: Db, cipher: FieldCipher): Promise<number> {
  const rows = await db
    .select({ kind: taxProfiles.subjectKind, id: taxProfiles.subjectId })
    .from(taxProfiles)
    .where(or(isNotNull(taxProfiles.taxIdCipher), isNotNull(taxProfiles.birthDateCipher)));
  let resealed = 0;
  for (const subject of rows) {
    const mine = and(eq(taxProfiles.subjectKind, subject.kind), eq(taxProfiles.subjectId, subject.id));
    await db.transaction(async (tx) => {
      const [row] = await tx.select().from(taxProfiles).where(mine).for("update");
      const places = sealedPlaces(subject);
      const anew = (sealed: string | null | undefined, place: string) =>
        sealed && !cipher.isCurrent(sealed) ? cipher.seal(cipher.open(sealed, place), place) : sealed;
      const next = {
        taxIdCipher: anew(row?.taxIdCipher, places.taxId),
        birthDateCipher: anew(row?.birthDateCipher, places.birthDate),
      };
      if (!row || (next.taxIdCipher === row.taxIdCipher && next.birthDateCipher === row.birthDateCipher)) return;
      await tx.update(taxProfiles).set(next).where(mine);
      resealed++;
    });
  }
  return resealed;
}
