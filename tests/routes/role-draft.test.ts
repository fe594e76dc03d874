import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { rolesOfBusiness } from "#app/domain/roles/roles.server.ts";
import { newId } from "#app/kernel/ids.ts";
import * as roleDraft from "#app/routes/resources+/role-draft.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-06-15T09:00Z");
const typed = {
  title: "Chat support",
  description: "Answer order and delivery questions by chat.",
  "languages[0].language": "en",
  "languages[0].level": "B2",
  channels: "chat",
  tier: "L1",
  headcount: "1",
  maxRate: "20",
  currency: "USD",
  weeklyLimitMinutes: "2400",
  timeZone: "Europe/Lisbon",
  coverage: hours(weekdays, 9, 17),
  minCoveragePercent: "60",
  startsOn: "",
  endsOn: "",
};

async function save(db: Db, as: { userId: string | null } | null, form: Record<string, string>) {
  const { status, data, location } = await visit(db, roleDraft, { as, form, now });
  return { status, location, said: data instanceof Response && !location ? await data.json() : null };
}

test("a draft saves itself again and again under one id, and says so", async ({ db }) => {
  const { business, manager } = await givenBusiness(db);
  const id = newId();
  expect(await save(db, manager, { ...typed, id })).toMatchObject({ status: 200, said: { saved: true } });
  expect(await save(db, manager, { ...typed, id, title: "Chat and mail" })).toMatchObject({ said: { saved: true } });
  const { rows } = await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager);
  expect(rows).toMatchObject([{ id, state: "draft", title: "Chat and mail" }]);
});

test("what refuses it comes with its own status and in words, and nothing changes", async ({ db }) => {
  const { business, manager, viewer } = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const agent = await givenAgent(db, { now });
  const id = newId();
  await save(db, manager, { ...typed, id });
  const again = { ...typed, id, title: "Overwritten" };
  const refused = { message: expect.stringMatching(/\w/) };
  expect(await save(db, viewer, again)).toMatchObject({ status: 403, said: refused });
  expect(await save(db, agent.agent, again)).toMatchObject({ status: 403, said: refused });
  expect(await save(db, other.manager, again)).toMatchObject({ status: 404, said: refused });
  expect(await save(db, null, again)).toMatchObject({ status: 302, location: expect.stringContaining("/auth/sign-in") });
  expect(await save(db, manager, { ...again, maxRate: "0" })).toMatchObject({
    status: 400,
    said: { message: "The amount must be between 1.00 and 500.00." },
  });
  expect(await save(db, manager, { ...again, id: "1" })).toMatchObject({ status: 400, said: refused });
  await db.transaction((tx) => changeRoleState(tx, { roleId: id, action: "open" }, { actor: manager, now }));
  expect(await save(db, manager, again)).toMatchObject({ status: 409, said: refused });
  const { rows } = await rolesOfBusiness(db, { businessId: business.id, page: 1 }, manager);
  expect(rows).toMatchObject([{ id, state: "open", title: "Chat support" }]);
});
