import { duplicateRole } from "#app/domain/roles/duplicate-role.server.ts";
import { roleForBusiness, rolesOfBusiness } from "#app/domain/roles/roles.server.ts";
import { newId } from "#app/kernel/ids.ts";
import * as rolePage from "#app/routes/business+/roles.$roleId.index.tsx";
import * as newRole from "#app/routes/business+/roles.new.tsx";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { hours, weekdays } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const typed = {
  title: "Chat support",
  description: "Answer order and delivery questions by chat.",
  "languages[0].language": "en",
  "languages[0].level": "B2",
  "languages[1].language": "",
  "languages[1].level": "B2",
  channels: "chat",
  tier: "L1",
  headcount: "1",
  maxRate: "20,00",
  currency: "USD",
  weeklyLimitMinutes: "2400",
  timeZone: "Europe/Lisbon",
  coverage: hours(weekdays, 9, 17),
  minCoveragePercent: "60",
  startsOn: "",
  endsOn: "",
};

test("a manager posts a role; the empty rows of the form are left out", async ({ db }) => {
  const { business, manager } = await givenBusiness(db);
  const id = newId();
  const answer = await visit(db, newRole, { as: manager, form: { ...typed, id } });
  expect(answer).toMatchObject({ status: 302, location: `/business/roles/${id}` });
  const { rows } = await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager);
  expect(rows).toMatchObject([
    { id, state: "draft", languages: [{ language: "en", level: "B2" }], maxRate: 2_000n, startsOn: null },
  ]);
});

test("a refused form names every fault in words and keeps what was typed", async ({ db }) => {
  const { business, manager } = await givenBusiness(db);
  const faults = { title: "No", maxRate: "0.50", currency: "CHF", startsOn: "2027-02-01", endsOn: "2027-01-01" };
  const answer = await visit(db, newRole, { as: manager, form: { ...typed, ...faults, id: newId() } });
  expect(answer.status).toBe(400);
  expect(answer.data).toMatchObject({
    form: {
      errors: {
        title: ["Please write at least 3 characters."],
        maxRate: ["The amount must be between 1.00 and 500.00."],
        currency: ["Choose USD, EUR or GBP."],
        endsOn: ["The end is before the start."],
      },
      values: { title: ["No"], maxRate: ["0.50"], currency: ["CHF"], coverage: [typed.coverage], endsOn: ["2027-01-01"] },
    },
  });
  expect((await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager)).rows).toEqual([]);
});

test("a member who only looks is told so, at the top of the form", async ({ db }) => {
  const { viewer } = await givenBusiness(db);
  const answer = await visit(db, newRole, { as: viewer, form: { ...typed, id: newId() } });
  expect(answer).toMatchObject({ status: 403, data: { form: { values: { title: ["Chat support"] } } } });
});

test("a zero byte in a text is left out, not a fault of ours", async ({ db }) => {
  const { business, manager } = await givenBusiness(db);
  expect((await visit(db, newRole, { as: manager, form: { ...typed, title: "Chat\u0000 support", id: newId() } })).status).toBe(
    302,
  );
  const { rows } = await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager);
  expect(rows[0]!.title).toBe("Chat support");
});

test("hours with another number of people are kept, shown and copied; wrong ones are refused by their row", async ({ db }) => {
  const { business, manager } = await givenBusiness(db);
  const id = newId();
  const row = (n: number, [people, days, from, to]: string[]) => ({
    [`headcounts[${n}].people`]: people!,
    [`headcounts[${n}].days`]: days!,
    [`headcounts[${n}].from`]: from!,
    [`headcounts[${n}].to`]: to!,
  });
  const rows = { ...row(0, ["", "weekdays", "18", "26"]), ...row(1, ["3", "mon", "18", "26"]) };
  expect((await visit(db, newRole, { as: manager, form: { ...typed, ...rows, id } })).status).toBe(302);
  const role = await roleForBusiness(db, id, manager);
  expect(role.headcounts).toEqual([{ people: 3, days: "mon", from: 18, to: 26 }]);
  const copy = await db.transaction((tx) => duplicateRole(tx, { roleId: id }, { actor: manager, now: at("2026-06-15T09:00Z") }));
  expect((await roleForBusiness(db, copy.id, manager)).headcounts).toEqual(role.headcounts);
  const page = await visit(db, rolePage, { as: manager, params: { roleId: id } });
  expect(page.data).toMatchObject({ role: { headcounts: role.headcounts } });
  const outside = await visit(db, newRole, { as: manager, form: { ...typed, ...row(0, ["3", "sun", "18", "26"]), id: newId() } });
  expect(outside).toMatchObject({
    status: 400,
    data: { form: { errors: { "headcounts[0].people": [expect.stringContaining("outside the hours of the week")] } } },
  });
  expect((await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager)).rows).toHaveLength(2);
});

test("the same language or tool twice is refused in the second row, with what to do; a rate of nothing and no hours too", async ({
  db,
}) => {
  const { manager } = await givenBusiness(db);
  const refused = async (faults: Record<string, string>) => {
    const answer = await visit(db, newRole, { as: manager, form: { ...typed, ...faults, id: newId() } });
    expect(answer.status).toBe(400);
    return (answer.data as { form: { errors: Record<string, string[]> } }).form.errors;
  };
  expect(await refused({ "languages[1].language": "en", "languages[1].level": "C1" })).toEqual({
    "languages[1].language": ["A row above has this language at B2. Keep the level that you need and empty the other row."],
  });
  expect(await refused({ "tools[0].tool": "zendesk", "tools[1].tool": "zendesk" })).toEqual({
    "tools[1].tool": ["A row above has this tool already. Empty one of the two rows."],
  });
  for (const rate of ["0", "0.00", "-5", "1e3", "abc", "999999"])
    expect(Object.keys(await refused({ maxRate: rate }))).toEqual(["maxRate"]);
  expect(Object.keys(await refused({ headcount: "0", timeZone: "Mars/Base", weeklyLimitMinutes: "5" })).sort()).toEqual([
    "headcount",
    "timeZone",
    "weeklyLimitMinutes",
  ]);
  expect(Object.keys(await refused({ coverage: "1".repeat(336), weeklyLimitMinutes: "10080" }))).toEqual(["weeklyLimitMinutes"]);
  expect(Object.keys(await refused({ "tools[0].tool": "zendeks" }))).toEqual(["tools[0].tool"]);
});

test("posting a draft with an old start says what to do beside the field; the page offers today, an empty date is taken, a copy has none", async ({
  db,
}) => {
  const { manager } = await givenBusiness(db);
  const id = newId();
  const old = { startsOn: "2026-06-01", endsOn: "2026-06-08" };
  expect((await visit(db, newRole, { as: manager, form: { ...typed, ...old, id } })).status).toBe(302);
  const press = (form: Record<string, string>) => visit(db, rolePage, { as: manager, params: { roleId: id }, form });
  expect(await press({ intent: "open" })).toMatchObject({
    status: 400,
    data: {
      form: {
        errors: {
          startsOn: ["The start is past. Choose today or a later day (Europe/Lisbon), or leave it empty."],
        },
      },
    },
  });
  const page = () => visit(db, rolePage, { as: manager, params: { roleId: id } });
  expect((await page()).data).toMatchObject({ isPast: true, today: "2026-06-15", role: { state: "draft", ...old } });
  expect(await press({ intent: "open", dated: "on", startsOn: "", endsOn: "" })).toMatchObject({ status: 302 });
  expect((await page()).data).toMatchObject({ isPast: false, role: { state: "open", startsOn: null, endsOn: null } });
  const copyId = newId();
  expect(await press({ intent: "duplicate", copyId })).toMatchObject({ location: `/business/roles/${copyId}/edit` });
});
