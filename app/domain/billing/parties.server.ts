import type { TaxSubject } from "#app/domain/taxes/tax-profile.ts";
import { type PartyProfile, subjectKey, taxProfilesOf } from "#app/domain/taxes/tax-profiles.server.ts";
import type { Queryable } from "#db/client.server.ts";
import type { Party } from "./bill-documents.ts";

/** Who stands on the documents of a business's bill, as they stand today; frozen on each document. */
export async function partiesOf(
  db: Queryable,
  businessId: string,
  agentIds: string[],
): Promise<{ business: Party; agents: Map<string, Party> }> {
  const business: TaxSubject = { kind: "business", id: businessId };
  const profiles = await taxProfilesOf(db, [business, ...agentIds.map((id) => ({ kind: "agent" as const, id }))]);
  const party = (subject: TaxSubject) => partyFrom(profiles.get(subjectKey(subject))!);
  return { business: party(business), agents: new Map(agentIds.map((id) => [id, party({ kind: "agent", id })])) };
}

function partyFrom(profile: PartyProfile): Party {
  const { name, lines, country, vatNumber } = profile;
  return { onDocument: { name, lines, country, ...(vatNumber ? { taxNumber: vatNumber } : {}) }, tax: profile };
}
