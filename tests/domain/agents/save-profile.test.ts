import { eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { saveProfileInput } from "#app/domain/agents/profile.ts";
import { agentCountries, isPayable, payoutCurrencyOf, railOf } from "#app/domain/agents/rails.ts";
import { saveProfile } from "#app/domain/agents/save-profile.server.ts";
import { setCommittedHours, setRating, setTier } from "#app/domain/agents/set-facts.server.ts";
import { signUpAgent } from "#app/domain/agents/sign-up-agent.server.ts";
import { Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { exponentOf } from "#app/kernel/money.ts";
import { noHours } from "#app/kernel/week-hours.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { agentLanguages } from "#db/schema/agents.ts";
import { freshEmail, givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent, hours, profileForm, weekdays } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");

function save(db: Db, agentId: string, actor: Actor, wish: object = {}) {
  const input = { ...saveProfileInput.parse(profileForm(wish)), agentId };
  return db.transaction((tx) => saveProfile(tx, input, { actor, now }));
}

test("whoever signs up is found by nobody until the profile is complete", async ({ db }) => {
  const { agentId, agent } = await givenAgent(db, { complete: false });
  expect(await agentProfile(db, agentId)).toMatchObject({ completedAt: null, open: false, availability: noHours, languages: [] });
  await save(db, agentId, agent, { hourlyRate: "12,50", currency: "EUR" });
  expect(await agentProfile(db, agentId)).toMatchObject({
    completedAt: now,
    open: true,
    payable: true,
    hourlyRate: 1_250n,
    currency: "EUR",
    languages: [
      { language: "pt", level: "C2" },
      { language: "en", level: "C1" },
    ],
    tools: [{ tool: "zendesk", level: 4 }],
    availability: hours(weekdays, 9, 17),
  });
});

test("saving again replaces the whole, twice is once, and the day of completion stays", async ({ db }) => {
  const { agentId, agent } = await givenAgent(db);
  const before = await agentProfile(db, agentId);
  const change = { languages: [{ language: "fr", level: "B1" }], tools: [], channels: ["phone"] };
  await Promise.all([save(db, agentId, agent, change), save(db, agentId, agent, change)]);
  expect(await agentProfile(db, agentId)).toMatchObject({
    languages: [{ language: "fr", level: "B1" }],
    tools: [],
    channels: ["phone"],
    completedAt: before.completedAt,
  });
  expect(await db.select().from(agentLanguages).where(eq(agentLanguages.agentId, agentId))).toHaveLength(1);
});

test("moving to a country that no rail leads to changes whether Deskhand can pay", async ({ db }) => {
  const { agentId, agent } = await givenAgent(db);
  await save(db, agentId, agent, { country: "CL", timeZone: "America/Santiago" });
  expect((await agentProfile(db, agentId)).payable).toBe(false);
  await save(db, agentId, agent, { country: "IN", timeZone: "Asia/Kolkata" });
  expect((await agentProfile(db, agentId)).payable).toBe(true);
  await save(db, agentId, agent, { country: "SE", timeZone: "Europe/Stockholm" });
  expect((await agentProfile(db, agentId)).payable).toBe(true);
});

test("nobody edits somebody else's profile", async ({ db }) => {
  const { agentId } = await givenAgent(db);
  const { owner } = await givenBusiness(db);
  const { agent } = await givenAgent(db);
  await expect(save(db, agentId, agent)).rejects.toBeInstanceOf(NotFound);
  await expect(save(db, agentId, owner)).rejects.toBeInstanceOf(NotFound);
  await expect(save(db, agentId, await givenStaff(db))).rejects.toBeInstanceOf(Forbidden);
});

test("facts of later modules come from jobs only", async ({ db }) => {
  const { agentId, agent } = await givenAgent(db);
  const { owner } = await givenBusiness(db);
  const facts: ((tx: Tx, context: { actor: Actor; now: Date }) => Promise<void>)[] = [
    (tx, context) => setRating(tx, { agentId, ratingMilli: 4_900, ratingCount: 3 }, context),
    (tx, context) => setTier(tx, { agentId, tier: "L2" }, context),
    (tx, context) => setCommittedHours(tx, { agentId, committed: hours([0], 9, 10) }, context),
  ];
  for (const actor of [agent, owner])
    for (const fact of facts) await expect(db.transaction((tx) => fact(tx, { actor, now }))).rejects.toBeInstanceOf(Forbidden);
  for (const fact of facts) await db.transaction((tx) => fact(tx, { actor: system, now }));
  expect(await agentProfile(db, agentId)).toMatchObject({
    ratingMilli: 4_900,
    ratingCount: 3,
    tier: "L2",
    committed: hours([0], 9, 10),
  });
});

test("a country without a rail is refused at the door", async ({ db }) => {
  const person = {
    name: "A",
    email: freshEmail(),
    passwordHash: "$never",
    locale: "en",
    timeZone: "UTC",
    country: "KP",
  } as const;
  const refusal = await db.transaction((tx) => signUpAgent(tx, person, { now })).catch((error) => error);
  expect(refusal).toBeInstanceOf(Invalid);
  expect(refusal).toMatchObject({ field: "country", key: "agents:errors.countryNotServed" });
});

test("a country that a rail leads to has a currency that exists; the others are told before any work", () => {
  expect(agentCountries.filter((country) => railOf(country) === null)).toEqual(["AR", "CL", "RS", "UY"]);
  for (const country of agentCountries) {
    if (isPayable(country)) expect(exponentOf(payoutCurrencyOf(country)!)).toBeGreaterThanOrEqual(0);
    else expect(payoutCurrencyOf(country)).toBeNull();
  }
});

test.for([
  ["headline", "", null],
  ["country", "KP", "agents:errors.countryNotServed"],
  ["country", "pt", "agents:errors.countryNotServed"],
  ["timeZone", "Lisbon", "errors:timeZoneUnknown"],
  ["currency", "CHF", "errors:currencyUnknown"],
  ["hourlyRate", "0.99", "errors:amountOutOfBounds"],
  ["hourlyRate", "500.01", "errors:amountOutOfBounds"],
  ["hourlyRate", "12.345", "errors:amountMalformed"],
  ["hourlyRate", "", null],
  ["languages", [{ language: "xx", level: "B1" }], "errors:languageUnknown"],
  ["languages", [{ language: "fr", level: "D1" }], null],
  [
    "languages",
    [
      { language: "fr", level: "B1" },
      { language: "fr", level: "B2" },
    ],
    "agents:errors.languageTwice",
  ],
  ["languages", [], null],
  ["tools", [{ tool: "lotus-notes", level: 3 }], null],
  ["tools", [{ tool: "zendesk", level: 6 }], null],
  [
    "tools",
    [
      { tool: "zendesk", level: 1 },
      { tool: "zendesk", level: 2 },
    ],
    "agents:errors.toolTwice",
  ],
  ["channels", ["fax"], null],
  ["channels", [], null],
  ["availability", "9 to 5", "errors:weekHoursMalformed"],
] as [string, unknown, string | null][])("a profile with %s = %j is refused by that field", ([field, value, message]) => {
  const { error } = saveProfileInput.safeParse(profileForm({ [field]: value }));
  expect(new Set(error!.issues.map((issue) => issue.path[0]))).toEqual(new Set([field]));
  if (message) expect(error!.issues[0]!.message).toBe(message);
});
