import { eq } from "drizzle-orm";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { openRoles, roleForAgent, roleForBusiness, rolesOfBusiness } from "#app/domain/roles/roles.server.ts";
import { saveRole } from "#app/domain/roles/save-role.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { allHours } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { type GivenBusiness, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole, givenRole, roleForm } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");
function save(db: Db, roleId: string, actor: GivenBusiness["manager"], wish: object) {
  return db.transaction((tx) => saveRole(tx, { ...saveRoleInput.parse(roleForm(wish)), roleId }, { actor, now }));
}

test("a double click on the form makes one draft", async ({ db }) => {
  const { business, manager } = await givenBusiness(db);
  const id = newId();
  const create = () =>
    db.transaction((tx) =>
      createRole(tx, { ...saveRoleInput.parse(roleForm()), businessId: business.id, id }, { actor: manager, now }),
    );
  await Promise.all([create(), create()]);
  const { rows, states } = await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager);
  expect(rows).toMatchObject([{ id, state: "draft", title: "Chat support", maxRate: 2_000n, currency: "USD" }]);
  expect(states).toEqual({ draft: 1 });
});

test("only managers of the business post roles", async ({ db }) => {
  const { business, viewer, finance } = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  const create = (actor: GivenBusiness["manager"] | typeof agent) =>
    db.transaction((tx) => createRole(tx, { ...saveRoleInput.parse(roleForm()), businessId: business.id }, { actor, now }));
  for (const member of [viewer, finance]) await expect(create(member)).rejects.toBeInstanceOf(Forbidden);
  for (const stranger of [other.owner, agent]) await expect(create(stranger)).rejects.toBeInstanceOf(NotFound);
  expect(await db.select().from(roles).where(eq(roles.businessId, business.id))).toEqual([]);
});

test("a draft may lose what it needs, an open role may not, a closed one changes no more", async ({ db }) => {
  const people = await givenBusiness(db);
  const draft = await givenRole(db, people);
  await save(db, draft.id, people.manager, { languages: [], title: "Later" });
  const open = await givenOpenRole(db, people);
  const refusal = await save(db, open.id, people.manager, { languages: [] }).catch((error) => error);
  expect(refusal).toBeInstanceOf(Invalid);
  expect(refusal).toMatchObject({ field: "languages" });
  await save(db, open.id, people.manager, { maxRate: "" });
  expect(await roleForBusiness(db, open.id, people.viewer)).toMatchObject({ maxRate: null, state: "open" });
  const closed = await givenRole(db, people, { moves: ["close"] });
  await expect(save(db, closed.id, people.manager, {})).rejects.toBeInstanceOf(Conflict);
});

test("an open role keeps the day it began on, and is not moved to another day of the past; a draft may be", async ({ db }) => {
  const people = await givenBusiness(db);
  const dates = { startsOn: "2026-06-01", endsOn: "2026-06-30" };
  const { id } = await givenOpenRole(db, people, dates);
  await save(db, id, people.manager, { ...dates, title: "Chat and mail" });
  const refused = { status: 400, field: "startsOn", key: "roles:errors.past.startsOn", params: { zone: "Europe/Lisbon" } };
  await expect(save(db, id, people.manager, { ...dates, startsOn: "2026-05-31" })).rejects.toMatchObject(refused);
  await expect(save(db, id, people.manager, { startsOn: "", endsOn: "2026-06-01" })).rejects.toMatchObject({ field: "endsOn" });
  expect(await roleForBusiness(db, id, people.viewer)).toMatchObject({ ...dates, title: "Chat and mail" });
  const draft = await givenRole(db, people);
  await save(db, draft.id, people.manager, { startsOn: "2025-01-01" });
  expect(await roleForBusiness(db, draft.id, people.viewer)).toMatchObject({ startsOn: "2025-01-01" });
});

test("strangers can neither change nor read a role of a business; agents read the open ones", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const draft = await givenRole(db, people);
  const open = await givenOpenRole(db, people, { title: "Read me" });
  await expect(save(db, open.id, other.manager, {})).rejects.toBeInstanceOf(NotFound);
  await expect(save(db, open.id, people.viewer, {})).rejects.toBeInstanceOf(Forbidden);
  await expect(roleForBusiness(db, open.id, other.owner)).rejects.toBeInstanceOf(NotFound);
  expect((await roleForAgent(db, open.id, { known: false })).role.title).toBe("Read me");
  await expect(roleForAgent(db, draft.id, { known: false })).rejects.toBeInstanceOf(NotFound);
});

test("agents find open roles by words, language and channel, and no others", async ({ db }) => {
  const people = await givenBusiness(db, { name: "Moss & Fern" });
  await givenOpenRole(db, people, {
    title: "Garden help, 100% remote",
    languages: [{ language: "uk", level: "B1" }],
    channels: ["phone"],
  });
  await givenRole(db, people, { title: "Garden draft", languages: [{ language: "uk", level: "B1" }] });
  const find = async (search: Omit<Parameters<typeof openRoles>[1], "page">) =>
    (await openRoles(db, { ...search, page: 1 })).total;
  expect(await find({ q: "garden" })).toBe(1);
  expect(await find({ q: "moss" })).toBe(1);
  expect(await find({ q: "100% r" })).toBe(1);
  expect(await find({ q: "1__% r" })).toBe(0);
  expect(await find({ language: "uk" })).toBe(1);
  expect(await find({ language: "uk", channel: "phone" })).toBe(1);
  expect(await find({ language: "uk", channel: "chat" })).toBe(0);
});

test.for([
  ["title", "No", null],
  ["languages", [{ language: "tlh", level: "B2" }], "errors:languageUnknown"],
  [
    "languages",
    [
      { language: "en", level: "B2" },
      { language: "en", level: "C1" },
    ],
    "agents:errors.languageTwice",
  ],
  ["tools", [{ tool: "fax", required: true }], null],
  ["channels", ["pigeon"], null],
  ["tier", "L9", null],
  ["headcount", "0", null],
  ["headcount", "51", null],
  ["headcount", "1.5", null],
  ["maxRate", "0.99", "errors:amountOutOfBounds"],
  ["maxRate", "500.01", "errors:amountOutOfBounds"],
  ["maxRate", "a lot", "errors:amountMalformed"],
  ["currency", "JPY", "errors:currencyUnknown"],
  ["weeklyLimitMinutes", "30", null],
  ["weeklyLimitMinutes", "10110", null],
  ["timeZone", "Mars/Olympus", "errors:timeZoneUnknown"],
  ["coverage", ["336"], "errors:weekHoursMalformed"],
  ["minCoveragePercent", "101", null],
  ["startsOn", "2026-13-01", "errors:zod.invalid_format.date"],
  ["endsOn", "0000-01-01", "errors:zod.invalid_format.date"],
] as [string, unknown, string | null][])("a role with %s = %j is refused by that field", ([field, value, message]) => {
  const { error } = saveRoleInput.safeParse(roleForm({ [field]: value }));
  expect(new Set(error!.issues.map((issue) => issue.path[0]))).toEqual(new Set([field]));
  if (message) expect(error!.issues[0]!.message).toBe(message);
});

test("every fault is named at once, the end before the start too", () => {
  const faults = { title: "", maxRate: "0.10", headcount: 99, startsOn: "2026-07-01", endsOn: "2026-06-01" };
  const { error } = saveRoleInput.safeParse(roleForm(faults));
  expect(error!.issues.map((issue) => issue.path[0])).toEqual(["title", "headcount", "maxRate", "endsOn"]);
});

test("one person is not asked to work all 168 hours; a team or a limit is", () => {
  const always = { coverage: allHours, weeklyLimitMinutes: 10_080, headcount: 1 };
  const { error } = saveRoleInput.safeParse(roleForm(always));
  expect(error!.issues).toMatchObject([{ path: ["weeklyLimitMinutes"], message: "roles:errors.oneForAll" }]);
  expect(saveRoleInput.safeParse(roleForm({ ...always, weeklyLimitMinutes: 2_400 })).success).toBe(true);
  expect(saveRoleInput.safeParse(roleForm({ ...always, headcount: 2 })).success).toBe(true);
});
