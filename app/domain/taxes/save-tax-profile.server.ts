import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import type { FieldCipher } from "./field-cipher.server.ts";
import { formHoldsUntil, formsFor, questionsFor } from "./tax-forms.ts";
import { lastSigns } from "./tax-id.ts";
import { type agentTaxInput, type businessTaxInput, isAdultOn, type TaxSubject } from "./tax-profile.ts";

type Profile = typeof taxProfiles.$inferSelect;
const placeOf = ({ kind, id }: TaxSubject, field: "tax_id" | "birth_date") => `${kind}:${id}:${field}`;
/** Where a sealed text of a profile belongs; whoever opens it must name the same place. */
export const sealedPlaces = (subject: TaxSubject) => ({
  taxId: placeOf(subject, "tax_id"),
  birthDate: placeOf(subject, "birth_date"),
});

/**
 * Who a business is for its documents. Its country is that of its account. Twice is once.
 * @throws NotFound, Forbidden
 */
export async function saveBusinessTax(
  tx: Tx,
  { businessId, ...given }: z.output<typeof businessTaxInput> & { businessId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "tax.manage", { businessId });
  const [business] = await tx.select().from(businesses).where(eq(businesses.id, businessId)).for("update");
  if (!business) throw new NotFound();
  if (given.country !== business.country) throw new Invalid("country", "taxes:faults.businessCountry");
  const subject = { kind: "business", id: businessId } as const;
  await keep(tx, subject, { ...given, vatRegistered: given.vatNumber !== "" }, context);
}

/**
 * Who an agent is for tax, signed under their name and today's date: the forms of their country are then on file. What identifies a person is
 * sealed; left empty, what is on file stays. Twice is once.
 * @throws NotFound, Forbidden, Invalid when an answer is neither typed nor on file
 */
export async function saveAgentTax(
  tx: Tx,
  { agentId, cipher, ...given }: z.output<typeof agentTaxInput> & { agentId: string; cipher: FieldCipher },
  context: Context,
): Promise<void> {
  permit(context.actor, "tax.manage", { agentId });
  const [agent] = await tx.select({ id: agents.id }).from(agents).where(eq(agents.id, agentId)).for("update");
  if (!agent) throw new NotFound();
  const subject = { kind: "agent", id: agentId } as const;
  const places = sealedPlaces(subject);
  const known = await profileOf(tx, subject);
  const { country, entity, taxId, birthDate, certified: _certified, workPlace, ...rest } = given;
  const { classification, fatca, registrationNumber, signedName, ...onDocuments } = rest;
  const today = dateIn(context.now, "UTC");
  const asked = questionsFor(country, entity);
  const form = formsFor(country, entity)[0]!;

  // A number of another country is another number.
  const idKept = known?.taxIdCountry === country && known.entity === entity ? known.taxIdCipher : null;
  if (taxId === "" && !idKept) throw new Invalid("taxId", "errors:required");
  const dayKept = asked.includes("birthDate") ? (known?.birthDateCipher ?? null) : null;
  if (asked.includes("birthDate") && birthDate === "" && !dayKept) throw new Invalid("birthDate", "errors:required");
  if (birthDate !== "" && !isAdultOn(birthDate, today)) throw new Invalid("birthDate", "taxes:faults.adult");
  const unchanged = (typed: string, sealed: string | null, place: string) =>
    sealed !== null && (typed === "" || cipher.open(sealed, place) === typed);
  const sameId = unchanged(taxId, idKept, places.taxId);
  const sameDay = !asked.includes("birthDate") || unchanged(birthDate, dayKept, places.birthDate);

  const answers = Object.fromEntries(
    Object.entries({ classification, fatca, registrationNumber, workPlace: workPlace ? "outsideUs" : "" }).filter(
      ([name, answer]) => (asked as string[]).includes(name) && answer !== "",
    ),
  );
  await keep(
    tx,
    subject,
    {
      ...onDocuments,
      country,
      entity,
      vatNumber: given.vatRegistered ? given.vatNumber : "",
      form,
      answers,
      signedName,
      ...(sameId ? {} : { taxIdCipher: cipher.seal(taxId, places.taxId), taxIdLast4: lastSigns(taxId), taxIdCountry: country }),
      ...(sameDay ? {} : { birthDateCipher: cipher.seal(birthDate, places.birthDate) }),
      ...(asked.includes("birthDate") ? {} : { birthDateCipher: null }),
      validUntil: formHoldsUntil(form, today),
    },
    context,
    today,
  );
}

async function profileOf(tx: Tx, { kind, id }: TaxSubject): Promise<Profile | null> {
  const [known] = await tx
    .select()
    .from(taxProfiles)
    .where(and(eq(taxProfiles.subjectKind, kind), eq(taxProfiles.subjectId, id)));
  return known ?? null;
}

type Kept = Omit<typeof taxProfiles.$inferInsert, "subjectKind" | "subjectId" | "updatedAt" | "signedAt">;

/** Writes what differs and records it; the same once more (on the day it was signed) changes nothing. */
async function keep(tx: Tx, subject: TaxSubject, values: Kept, context: Context, signedOn?: string): Promise<void> {
  const known = await profileOf(tx, subject);
  const same =
    known !== null &&
    Object.entries(values).every(([name, value]) => {
      const before = known[name as keyof Profile];
      return typeof value === "object" && value !== null ? sameAnswers(value, before) : before === value;
    }) &&
    (signedOn === undefined || (known.signedAt !== null && dateIn(known.signedAt, "UTC") === signedOn));
  if (same) return;
  const { now } = context;
  const written = { ...values, updatedAt: now, signedAt: signedOn === undefined ? null : now };
  await tx
    .insert(taxProfiles)
    .values({ subjectKind: subject.kind, subjectId: subject.id, ...written })
    .onConflictDoUpdate({ target: [taxProfiles.subjectKind, taxProfiles.subjectId], set: written });
  await recordEvent(tx, "tax-profile.saved", { subjectKind: subject.kind, subjectId: subject.id }, context);
}

function sameAnswers(one: object, other: unknown): boolean {
  const sorted = (answers: unknown) => JSON.stringify(Object.entries(answers ?? {}).sort());
  return sorted(one) === sorted(other);
}
