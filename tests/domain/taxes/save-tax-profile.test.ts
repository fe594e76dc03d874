import { sql } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { fieldCipher } from "#app/domain/taxes/field-cipher.server.ts";
import { resealIdentities } from "#app/domain/taxes/reseal-identities.server.ts";
import { sealedPlaces } from "#app/domain/taxes/save-tax-profile.server.ts";
import { mayBePaid, taxProfileOf } from "#app/domain/taxes/tax-profile.server.ts";
import { agentTaxInput } from "#app/domain/taxes/tax-profile.ts";
import { subjectKey, taxProfilesOf } from "#app/domain/taxes/tax-profiles.server.ts";
import { Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import { eventsNamed, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { cipher, martasTaxForm, otherKey, saveForAgent, saveForBusiness, testKey } from "#tests/factories/taxes.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-15T09:00Z");
const rowOf = async (db: Db, id: string) => (await db.select().from(taxProfiles)).find((row) => row.subjectId === id)!;

test("an agent in Portugal signs the W-8BEN and DAC7 in one; the number is sealed and only its last four signs are read", async ({
  db,
}) => {
  const { agentId, agent } = await givenAgent(db);
  expect(await mayBePaid(db, agentId, now)).toBe("taxForm");

  await saveForAgent(db, agentId);

  const { profile, state } = await taxProfileOf(db, { kind: "agent", id: agentId }, { actor: agent, now });
  expect(state).toBe("valid");
  expect(profile).toMatchObject({
    form: "W-8BEN",
    taxIdLast4: "7899",
    taxIdCountry: "PT",
    vatNumber: "PT234567899",
    vatRegistered: true,
    validUntil: "2029-12-31",
    signedName: "Marta Sofia Oliveira",
    answers: { workPlace: "outsideUs" },
  });
  expect(JSON.stringify(profile)).not.toContain("ipher");
  const row = await rowOf(db, agentId);
  const places = sealedPlaces({ kind: "agent", id: agentId });
  expect(cipher.open(row.taxIdCipher!, places.taxId)).toBe("234567899");
  expect(cipher.open(row.birthDateCipher!, places.birthDate)).toBe("1991-04-12");
  expect(await mayBePaid(db, agentId, now)).toBeNull();
  expect(await eventsNamed(db, "tax-profile.saved")).toContainEqual({ subjectKind: "agent", subjectId: agentId });
});

test("no table of the database holds the clear number or birth date", async ({ db }) => {
  const { agentId } = await givenAgent(db);
  await saveForAgent(db, agentId, { vatRegistered: false, vatNumber: "", taxId: "123456789", birthDate: "1988-02-29" });
  const tables = await db.execute<{ name: string }>(
    sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(40);
  for (const { name } of tables) {
    const rows = await db.execute(sql.raw(`select t::text as row from ${name} t where t::text ~ '123456789|1988-02-29'`));
    expect(rows, name).toEqual([]);
  }
});

test("twice is once; later without the number what is on file stays, and the signature is new", async ({ db }) => {
  const { agentId } = await givenAgent(db);
  await saveForAgent(db, agentId);
  const first = await rowOf(db, agentId);
  await saveForAgent(db, agentId, {}, { now: at("2026-06-15T09:00:05Z") });
  expect(await rowOf(db, agentId)).toEqual(first);

  await saveForAgent(db, agentId, { taxId: "", birthDate: "", city: "Porto" }, { now: at("2027-01-10T09:00Z") });
  const later = await rowOf(db, agentId);
  expect(later).toMatchObject({ city: "Porto", validUntil: "2030-12-31", signedAt: at("2027-01-10T09:00Z") });
  expect([later.taxIdCipher, later.birthDateCipher]).toEqual([first.taxIdCipher, first.birthDateCipher]);
  const saved = (await eventsNamed(db, "tax-profile.saved")).filter((one) => one.subjectId === agentId);
  expect(saved).toHaveLength(2);
});

test("who moves to another country gives that country's number, and other forms follow", async ({ db }) => {
  const { agentId } = await givenAgent(db);
  await saveForAgent(db, agentId);
  const moved = {
    country: "US",
    region: "OR",
    vatRegistered: false,
    vatNumber: "",
    classification: "soleProprietor",
    birthDate: "",
  };
  await expect(saveForAgent(db, agentId, { ...moved, taxId: "" })).rejects.toThrow(Invalid);
  await saveForAgent(db, agentId, { ...moved, taxId: "123-45-6789" });
  expect(await rowOf(db, agentId)).toMatchObject({
    form: "W-9",
    taxIdLast4: "6789",
    validUntil: null,
    birthDateCipher: null,
    vatNumber: "",
    answers: { classification: "soleProprietor" },
  });
  expect(await mayBePaid(db, agentId, at("2040-01-01T00:00Z"))).toBeNull();
});

test("a W-8 ends with the third calendar year: until then payouts go, afterwards they wait", async ({ db }) => {
  const { agentId, agent } = await givenAgent(db);
  await saveForAgent(db, agentId);
  const on = async (iso: string) => [
    await mayBePaid(db, agentId, at(iso)),
    (await taxProfileOf(db, { kind: "agent", id: agentId }, { actor: agent, now: at(iso) })).state,
  ];
  expect(await on("2029-10-01T00:00Z")).toEqual([null, "valid"]);
  expect(await on("2029-12-31T23:00Z")).toEqual([null, "expiring"]);
  expect(await on("2030-01-01T00:00Z")).toEqual(["taxFormExpired", "expired"]);
});

test.for<[string, Record<string, unknown>, string]>([
  ["a number of the wrong form", { taxId: "12345" }, "taxId"],
  ["a number with a wrong check digit", { taxId: "234567898" }, "taxId"],
  ["a VAT number of another country", { vatNumber: "DE136695976" }, "vatNumber"],
  ["registered without a number", { vatNumber: "" }, "vatNumber"],
  ["a birth date that is none", { birthDate: "1991-02-30" }, "birthDate"],
  ["work inside the US", { workPlace: false }, "workPlace"],
  ["no certification", { certified: false }, "certified"],
  ["no signature", { signedName: " " }, "signedName"],
  ["a state that is missing", { country: "US", classification: "soleProprietor", taxId: "123456789" }, "region"],
  [
    "an impossible social security number",
    { country: "US", region: "NY", classification: "soleProprietor", taxId: "000123456" },
    "taxId",
  ],
  [
    "a company of the EU without a register number",
    { entity: "company", taxId: "501964843", classification: "corporation", fatca: "activeNffe" },
    "registrationNumber",
  ],
  [
    "a foreign company without its FATCA status",
    { entity: "company", country: "GB", vatRegistered: false, vatNumber: "", taxId: "1234567890", classification: "corporation" },
    "fatca",
  ],
])("%s is refused by its field", ([, wish, field]) => {
  const read = agentTaxInput.safeParse({ ...martasTaxForm, ...wish });
  expect(read.error?.issues.map((issue) => issue.path[0])).toContain(field);
});

test("neither typed nor on file is refused, and so is a child", async ({ db }) => {
  const { agentId } = await givenAgent(db);
  await expect(saveForAgent(db, agentId, { taxId: "" })).rejects.toMatchObject({ field: "taxId" });
  await expect(saveForAgent(db, agentId, { birthDate: "" })).rejects.toMatchObject({ field: "birthDate" });
  await expect(saveForAgent(db, agentId, { birthDate: "2010-01-01" })).rejects.toMatchObject({ field: "birthDate" });
  expect(await rowOf(db, agentId)).toBeUndefined();
});

test("a business tells who it is; documents name it; its country is its account's", async ({ db }) => {
  const { business, finance } = await givenBusiness(db, { country: "PT" });
  await saveForBusiness(db, business.id, finance);
  await saveForBusiness(db, business.id, finance);
  const parties = await taxProfilesOf(db, [{ kind: "business", id: business.id }]);
  expect(parties.get(subjectKey({ kind: "business", id: business.id }))).toMatchObject({
    name: "Lumen Iluminação, Lda.",
    lines: ["Avenida da Liberdade 110", "1269-046 Lisboa"],
    vatNumber: "PT501964843",
    vatRegistered: true,
  });
  const saved = (await eventsNamed(db, "tax-profile.saved")).filter((one) => one.subjectId === business.id);
  expect(saved).toHaveLength(1);
  await expect(saveForBusiness(db, business.id, finance, { country: "ES", vatNumber: "" })).rejects.toMatchObject({
    field: "country",
  });
});

test("strangers do not find a profile; members who may not see taxes are told so", async ({ db }) => {
  const { business, manager, viewer, owner } = await givenBusiness(db, { country: "PT" });
  const other = await givenOtherBusiness(db);
  const { agentId, agent } = await givenAgent(db);
  const another = await givenAgent(db);
  const ofBusiness = { kind: "business", id: business.id } as const;
  const view = (actor: Actor) => taxProfileOf(db, ofBusiness, { actor, now });
  for (const actor of [manager, viewer]) {
    await expect(saveForBusiness(db, business.id, actor)).rejects.toThrow(Forbidden);
    await expect(view(actor)).rejects.toThrow(Forbidden);
  }
  for (const actor of [other.owner, agent]) {
    await expect(saveForBusiness(db, business.id, actor)).rejects.toThrow(NotFound);
    await expect(view(actor)).rejects.toThrow(NotFound);
  }
  for (const actor of [another.agent, owner]) {
    await expect(saveForAgent(db, agentId, {}, { actor })).rejects.toThrow(NotFound);
    await expect(taxProfileOf(db, { kind: "agent", id: agentId }, { actor, now })).rejects.toThrow(NotFound);
  }
});

test("keys rotate: the new key opens and seals, what the old one sealed is sealed anew once, and then the old one may go", async ({
  db,
}) => {
  const { agentId } = await givenAgent(db);
  await saveForAgent(db, agentId);
  const rotating = fieldCipher(`${otherKey}, ${testKey}`);
  const fresh = fieldCipher(otherKey);
  const { taxId } = sealedPlaces({ kind: "agent", id: agentId });
  const sealed = (await rowOf(db, agentId)).taxIdCipher!;
  expect(() => fresh.open(sealed, taxId)).toThrow(/does not hold/);
  expect(await resealIdentities(db, rotating)).toBeGreaterThan(0);
  expect(await resealIdentities(db, rotating)).toBe(0);
  expect(fresh.open((await rowOf(db, agentId)).taxIdCipher!, taxId)).toBe("234567899");
});
