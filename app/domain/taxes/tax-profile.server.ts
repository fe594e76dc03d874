import { and, eq, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { dateIn } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import { type FormState, formState } from "./tax-forms.ts";
import type { TaxSubject } from "./tax-profile.ts";

/** A profile as its owner sees it: of what is sealed only that it is there, and the last signs of the number. */
const shown = {
  legalName: taxProfiles.legalName,
  entity: taxProfiles.entity,
  country: taxProfiles.country,
  region: taxProfiles.region,
  address: taxProfiles.address,
  city: taxProfiles.city,
  postcode: taxProfiles.postcode,
  vatNumber: taxProfiles.vatNumber,
  vatRegistered: taxProfiles.vatRegistered,
  taxIdLast4: taxProfiles.taxIdLast4,
  taxIdCountry: taxProfiles.taxIdCountry,
  form: taxProfiles.form,
  answers: taxProfiles.answers,
  signedName: taxProfiles.signedName,
  signedAt: taxProfiles.signedAt,
  validUntil: taxProfiles.validUntil,
  updatedAt: taxProfiles.updatedAt,
};
const birthDateKept = sql<boolean>`${taxProfiles.birthDateCipher} is not null`;
export type TaxProfile = { [K in keyof typeof shown]: (typeof taxProfiles.$inferSelect)[K] } & { birthDateKept: boolean };

export interface OwnTaxProfile {
  /** Name and country of the account: what an empty form begins with. */
  account: { name: string; country: string };
  profile: TaxProfile | null;
  state: FormState;
}

/** The tax profile of an agent or business with what its page needs, in one query. @throws NotFound, Forbidden */
export async function taxProfileOf(
  db: Queryable,
  subject: TaxSubject,
  { actor, now }: { actor: Actor; now: Date },
): Promise<OwnTaxProfile> {
  permit(actor, "tax.view", subject.kind === "agent" ? { agentId: subject.id } : { businessId: subject.id });
  const mine = (column: typeof agents.id | typeof businesses.id) =>
    and(eq(taxProfiles.subjectKind, subject.kind), eq(taxProfiles.subjectId, column));
  const [row] =
    subject.kind === "agent"
      ? await db
          .select({ name: users.name, country: agents.country, profile: { ...shown, birthDateKept } })
          .from(agents)
          .innerJoin(users, eq(users.id, agents.id))
          .leftJoin(taxProfiles, mine(agents.id))
          .where(eq(agents.id, subject.id))
      : await db
          .select({ name: businesses.name, country: businesses.country, profile: { ...shown, birthDateKept } })
          .from(businesses)
          .leftJoin(taxProfiles, mine(businesses.id))
          .where(eq(businesses.id, subject.id));
  if (!row) throw new NotFound();
  const { name, country, profile } = row;
  return { account: { name, country }, profile, state: formState(profile, dateIn(now, "UTC")) };
}

/**
 * Whether an agent's forms let money leave for their bank: null when they do. Asked before each payout ("forms are collected before the first
 * payout"); the money waits and is not lost.
 */
export async function mayBePaid(db: Queryable, agentId: string, now: Date): Promise<null | "taxForm" | "taxFormExpired"> {
  const [profile] = await db
    .select({ signedAt: taxProfiles.signedAt, validUntil: taxProfiles.validUntil })
    .from(taxProfiles)
    .where(and(eq(taxProfiles.subjectKind, "agent"), eq(taxProfiles.subjectId, agentId)));
  const state = formState(profile ?? null, dateIn(now, "UTC"));
  if (state === "missing") return "taxForm";
  return state === "expired" ? "taxFormExpired" : null;
}
