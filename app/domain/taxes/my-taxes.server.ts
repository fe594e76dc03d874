import { and, eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { taxFormRequests, taxProfiles, taxSummaries } from "#db/schema/taxes.ts";
import type { FieldCipher } from "./field-cipher.server.ts";
import { sealedPlaces } from "./save-tax-profile.server.ts";

/** An agent's tax identity, with the number and the birth date opened for their owner, and the figures that were reported. */
export function myTaxes(agentId: string, cipher: FieldCipher): PersonalRows[] {
  const places = sealedPlaces({ kind: "agent", id: agentId });
  const open = (sealed: unknown, place: string) => (typeof sealed === "string" ? cipher.open(sealed, place) : null);
  return [
    personalRows(taxProfiles, and(eq(taxProfiles.subjectKind, "agent"), eq(taxProfiles.subjectId, agentId)), {
      without: ["taxIdCipher", "birthDateCipher"],
      opened: (row) => ({
        ...row,
        taxId: open(row.taxIdCipher, places.taxId),
        birthDate: open(row.birthDateCipher, places.birthDate),
      }),
    }),
    personalRows(taxSummaries, eq(taxSummaries.agentId, agentId)),
    personalRows(taxFormRequests, eq(taxFormRequests.agentId, agentId)),
  ];
}
