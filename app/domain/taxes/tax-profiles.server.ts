import { and, eq, inArray } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import type { TaxParty } from "./tax-on-document.ts";
import type { TaxSubject } from "./tax-profile.ts";

/** Who somebody is on a document. Nothing that is encrypted is in it. */
export interface PartyProfile extends TaxSubject, TaxParty {
  name: string;
  /** Address lines for a document, without the country; empty until the tax profile is filled in. */
  lines: string[];
  region: string;
  vatNumber: string;
  vatRegistered: boolean;
}

export const subjectKey = ({ kind, id }: TaxSubject) => `${kind}:${id}`;

const profileColumns = {
  legalName: taxProfiles.legalName,
  country: taxProfiles.country,
  region: taxProfiles.region,
  address: taxProfiles.address,
  city: taxProfiles.city,
  postcode: taxProfiles.postcode,
  vatNumber: taxProfiles.vatNumber,
  vatRegistered: taxProfiles.vatRegistered,
};
type Filled = { [K in keyof typeof profileColumns]: (typeof taxProfiles.$inferSelect)[K] };

function party(subject: TaxSubject, known: { name: string; country: string }, profile: Filled | null): PartyProfile {
  if (!profile) return { ...subject, ...known, lines: [], region: "", vatNumber: "", vatRegistered: false };
  const { legalName, country, region, address, city, postcode, vatNumber, vatRegistered } = profile;
  const lines = [address, [postcode, city, region].filter(Boolean).join(" ")].filter(Boolean);
  return { ...subject, name: legalName, country, lines, region, vatNumber, vatRegistered };
}

/**
 * The parties of documents, by `subjectKey`: their tax profile, or name and country of their account until they have filled one in.
 * For commands and jobs that have checked already who may see them. At most two queries.
 */
export async function taxProfilesOf(db: Queryable, subjects: readonly TaxSubject[]): Promise<Map<string, PartyProfile>> {
  const idsOf = (kind: TaxSubject["kind"]) => [...new Set(subjects.filter((one) => one.kind === kind).map((one) => one.id))];
  const [agentIds, businessIds] = [idsOf("agent"), idsOf("business")];
  const [ofAgents, ofBusinesses] = await Promise.all([
    agentIds.length === 0
      ? []
      : db
          .select({ id: agents.id, name: users.name, country: agents.country, profile: profileColumns })
          .from(agents)
          .innerJoin(users, eq(users.id, agents.id))
          .leftJoin(taxProfiles, and(eq(taxProfiles.subjectKind, "agent"), eq(taxProfiles.subjectId, agents.id)))
          .where(inArray(agents.id, agentIds)),
    businessIds.length === 0
      ? []
      : db
          .select({ id: businesses.id, name: businesses.name, country: businesses.country, profile: profileColumns })
          .from(businesses)
          .leftJoin(taxProfiles, and(eq(taxProfiles.subjectKind, "business"), eq(taxProfiles.subjectId, businesses.id)))
          .where(inArray(businesses.id, businessIds)),
  ]);
  const parties = [
    ...ofAgents.map(({ id, profile, ...known }) => party({ kind: "agent", id }, known, profile)),
    ...ofBusinesses.map(({ id, profile, ...known }) => party({ kind: "business", id }, known, profile)),
  ];
  return new Map(parties.map((one) => [subjectKey(one), one]));
}
