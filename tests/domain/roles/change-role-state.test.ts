import { eq } from "drizzle-orm";
import { changeRoleState, type RoleAction } from "#app/domain/roles/change-role-state.server.ts";
import { roleLifecycle } from "#app/domain/roles/role.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { noHours } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { type GivenBusiness, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole, givenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");

async function stateOf(db: Db, id: string) {
  const [role] = await db.select().from(roles).where(eq(roles.id, id));
  return role!;
}

function change(db: Db, roleId: string, action: RoleAction, actor: GivenBusiness["manager"]) {
  return db.transaction((tx) => changeRoleState(tx, { roleId, action }, { actor, now }));
}

test("a complete draft is opened, paused, opened again and closed; its first opening is remembered", async ({ db }) => {
  const people = await givenBusiness(db);
  const { id } = await givenRole(db, people);
  for (const action of ["open", "pause"] as const) await change(db, id, action, people.manager);
  expect(await stateOf(db, id)).toMatchObject({ state: "paused", openedAt: now });
  await change(db, id, "open", people.owner);
  await change(db, id, "close", people.manager);
  expect(await stateOf(db, id)).toMatchObject({ state: "closed", openedAt: now, closedAt: now });
});

test("pressing the same button twice is once", async ({ db }) => {
  const people = await givenBusiness(db);
  const { id } = await givenRole(db, people);
  await change(db, id, "open", people.manager);
  await change(db, id, "open", people.manager);
  expect((await stateOf(db, id)).state).toBe("open");
});

test.for([
  ["description", { description: "Too short." }],
  ["languages", { languages: [] }],
  ["channels", { channels: [] }],
  ["coverage", { coverage: noHours }],
] as const)("a draft without its %s is not opened, and the missing part is named", async ([field, wish], { db }) => {
  const people = await givenBusiness(db);
  const { id } = await givenRole(db, people, wish);
  const refusal = await change(db, id, "open", people.manager).catch((error) => error);
  expect(refusal).toBeInstanceOf(Invalid);
  expect(refusal).toMatchObject({ field, key: `roles:errors.missing.${field}` });
  expect((await stateOf(db, id)).state).toBe("draft");
});

test("a draft keeps an old start, and posting it says so; today on the role's own clock is early enough", async ({ db }) => {
  const people = await givenBusiness(db);
  // Kiritimati is fourteen hours ahead: there it is the 3rd already.
  const early = await givenRole(db, people, { startsOn: "2026-06-02", timeZone: "Pacific/Kiritimati" });
  const open = (id: string, dates?: { startsOn: string | null; endsOn: string | null }, by = people.manager) =>
    db.transaction((tx) => changeRoleState(tx, { roleId: id, action: "open", dates }, { actor: by, now }));
  await expect(open(early.id)).rejects.toMatchObject({
    status: 400,
    field: "startsOn",
    key: "roles:errors.past.startsOn",
    params: { zone: "Pacific/Kiritimati" },
  });
  await expect(open(early.id, { startsOn: null, endsOn: "2026-06-02" })).rejects.toMatchObject({ field: "endsOn" });
  await expect(open(early.id, { startsOn: "2026-06-05", endsOn: "2026-06-04" })).rejects.toMatchObject({
    key: "roles:errors.endsBeforeStart",
  });
  await expect(open(early.id, { startsOn: null, endsOn: null }, people.viewer)).rejects.toBeInstanceOf(Forbidden);
  const other = await givenOtherBusiness(db);
  await expect(open(early.id, { startsOn: null, endsOn: null }, other.manager)).rejects.toBeInstanceOf(NotFound);
  expect(await stateOf(db, early.id)).toMatchObject({ state: "draft", startsOn: "2026-06-02" });
  await open(early.id, { startsOn: "2026-06-03", endsOn: null });
  expect(await stateOf(db, early.id)).toMatchObject({ state: "open", startsOn: "2026-06-03" });
  const today = await givenRole(db, people, { startsOn: "2026-06-02", timeZone: "America/New_York" });
  await open(today.id);
  expect(await stateOf(db, today.id)).toMatchObject({ state: "open", startsOn: "2026-06-02" });
});

test("a role that was posted before is opened again with the day it began on, and with no other day of the past", async ({
  db,
}) => {
  const people = await givenBusiness(db);
  const { id } = await givenRole(db, people, { startsOn: "2026-06-01", moves: ["open", "pause"] });
  const dated = (startsOn: string) =>
    db.transaction((tx) =>
      changeRoleState(tx, { roleId: id, action: "open", dates: { startsOn, endsOn: null } }, { actor: people.manager, now }),
    );
  await expect(dated("2026-05-31")).rejects.toMatchObject({ field: "startsOn" });
  await dated("2026-06-01");
  expect(await stateOf(db, id)).toMatchObject({ state: "open", startsOn: "2026-06-01" });
});

const reach: Record<string, RoleAction[]> = {
  draft: [],
  open: ["open"],
  paused: ["open", "pause"],
  filled: ["open", "fill"],
  closed: ["close"],
};
const targets = { open: "open", pause: "paused", fill: "filled", close: "closed" } as const;
const refused = roleLifecycle.states.flatMap((state) =>
  (Object.keys(targets) as RoleAction[])
    .filter((action) => targets[action] !== state && !(roleLifecycle.actions(state) as string[]).includes(action))
    .map((action) => [state, action] as const),
);
test.for(refused)("a role that is %s refuses to %s", async ([state, action], { db }) => {
  const people = await givenBusiness(db);
  const { id } = await givenRole(db, people, { moves: reach[state] });
  await expect(change(db, id, action, people.manager)).rejects.toBeInstanceOf(Conflict);
  expect((await stateOf(db, id)).state).toBe(state);
});

test("strangers find no such role, members without the permission may not change it", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  const { id } = await givenOpenRole(db, people);
  for (const stranger of [other.manager, agent])
    await expect(change(db, id, "pause", stranger as typeof other.manager)).rejects.toBeInstanceOf(NotFound);
  for (const member of [people.viewer, people.finance])
    await expect(change(db, id, "pause", member)).rejects.toBeInstanceOf(Forbidden);
  expect((await stateOf(db, id)).state).toBe("open");
});
