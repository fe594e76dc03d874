import { eq } from "drizzle-orm";
import { askForTeam } from "#app/domain/matching/ask-for-team.server.ts";
import { suggestTeamFlow } from "#app/domain/matching/suggest-team-flow.server.ts";
import { suggestedTeam } from "#app/domain/matching/suggested-team.server.ts";
import { type TasteName, tastes } from "#app/domain/matching/team-model.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { saveRole } from "#app/domain/roles/save-role.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { allHours, countHalfHours, noHours, overlapOf, unionOf, withoutHours } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";
import { teamSuggestions } from "#db/schema/matching.ts";
import { type GivenBusiness, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { everyDay, givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole, givenRole, roleForm } from "#tests/factories/roles.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");
/** Round the clock, which the zone's offset leaves alone. */
const always = { coverage: allHours, headcount: 1, weeklyLimitMinutes: 2400, tools: [{ tool: "gorgias", required: true }] };

/** Six people, two for each third of the day, on every day of Lisbon's week; a night that runs over midnight counts its own two days. */
async function givenCrew(db: Db) {
  const crew = [];
  for (const [from, to] of [
    [0, 8],
    [8, 16],
    [16, 24],
  ] as const)
    for (const hourlyRate of ["10.01", "11.00"])
      crew.push(
        await givenAgent(db, {
          name: `From ${from} for ${hourlyRate}`,
          tools: [{ tool: "gorgias", level: 3 }],
          availability: hours(everyDay, from, to),
          hourlyRate,
          now,
        }),
      );
  return crew;
}
const ask = (db: Db, roleId: string, actor: GivenBusiness["manager"], when = now) =>
  db.transaction((tx) => askForTeam(tx, { roleId }, { actor, now: when }));
const look = (db: Db, roleId: string, actor: GivenBusiness["manager"], taste: TasteName = "balanced", when = now) =>
  suggestedTeam(db, { roleId, taste }, { actor, now: when });

test("greedy at once, then all four worked out in a thread, each with what a week costs to the cent", async ({ db }) => {
  const people = await givenBusiness(db);
  await givenCrew(db);
  const { id } = await givenOpenRole(db, people, always);
  const first = await look(db, id, people.manager);
  expect(first).toMatchObject({ state: "none", greedy: true, wanted: true, candidates: 6, others: [] });
  expect(first.team.members.length).toBeGreaterThan(2);

  await ask(db, id, people.manager);
  expect(await look(db, id, people.viewer)).toMatchObject({ state: "working", greedy: true });
  await settleAt(db, now);
  const page = await look(db, id, people.viewer);
  expect(page).toMatchObject({ state: "ready", greedy: false, candidates: 6 });
  expect(page.others.map((one) => one.name).sort()).toEqual(Object.keys(tastes).sort());
  for (const taste of Object.keys(tastes) as TasteName[]) {
    const { team } = await look(db, id, people.manager, taste);
    expect(team).toMatchObject({ open: 0, wanted: 336, gaps: noHours });
    // How near the best it comes depends on the machine: `bench -- teams` measures it.
    expect(team.gap).toBeGreaterThanOrEqual(0);
    let together = noHours;
    for (const { hours: own, halfHours, pay, rate } of team.members) {
      expect(countHalfHours(own)).toBe(halfHours);
      expect(overlapOf(together, own)).toBe(noHours);
      together = unionOf(together, own);
      // Rate x minutes / 60, rounded half up once: (rate x half-hours + 1) / 2 in whole numbers.
      expect(pay.minor).toBe((rate.minor * BigInt(halfHours) + 1n) / 2n);
    }
    expect(together).toBe(allHours);
    expect(team.pay.minor).toBe(team.members.reduce((sum, one) => sum + one.pay.minor, 0n));
  }
});

test("hours that nobody can fill are named, on the role's clock", async ({ db }) => {
  const people = await givenBusiness(db);
  for (const name of ["One", "Two"])
    await givenAgent(db, { name, tools: [{ tool: "kustomer", level: 3 }], availability: hours(weekdays, 9, 17), now });
  const coverage = hours(weekdays, 9, 20);
  const { id } = await givenOpenRole(db, people, { ...always, coverage, tools: [{ tool: "kustomer", required: true }] });
  await ask(db, id, people.manager);
  await settleAt(db, now);
  const { team, greedy } = await look(db, id, people.manager);
  expect(greedy).toBe(false);
  expect(team.gaps).toBe(withoutHours(coverage, hours(weekdays, 9, 17)));
  expect(team.open).toBe(30);
});

test("asked twice it is worked out once; a role that changed is asked about anew, and an answer to the old question is dropped", async ({
  db,
}) => {
  const people = await givenBusiness(db);
  const { id } = await givenOpenRole(db, people, always);
  await Promise.all([ask(db, id, people.manager), ask(db, id, people.owner), ask(db, id, people.manager)]);
  const recorded = await db.select().from(events).where(eq(events.name, "team.asked"));
  expect(recorded.filter((one) => one.payload.roleId === id)).toHaveLength(1);

  const context = { actor: people.manager, now };
  await db.transaction((tx) =>
    saveRole(tx, { ...saveRoleInput.parse(roleForm({ ...always, headcount: 2 })), roleId: id }, context),
  );
  expect(await look(db, id, people.manager)).toMatchObject({ state: "none" });
  await suggestTeamFlow(db, { roleId: id }, { actor: { kind: "system", userId: null }, now });
  const [row] = await db.select().from(teamSuggestions).where(eq(teamSuggestions.roleId, id));
  expect(row).toMatchObject({ state: "working", teams: {} });
  await ask(db, id, people.manager, at("2026-06-02T10:01Z"));
  expect(await look(db, id, people.manager)).toMatchObject({ state: "working" });
});

test("work that was lost may be asked for again after a while; a team of last week is no team of this", async ({ db }) => {
  const people = await givenBusiness(db);
  // Nobody has the tool, so that the work itself is short.
  const { id } = await givenOpenRole(db, people, { ...always, tools: [{ tool: "freshdesk", required: true }] });
  await ask(db, id, people.manager);
  expect(await look(db, id, people.manager, "balanced", at("2026-06-02T10:04Z"))).toMatchObject({ state: "working" });
  expect(await look(db, id, people.manager, "balanced", at("2026-06-02T10:05Z"))).toMatchObject({ state: "none" });
  await ask(db, id, people.manager, at("2026-06-02T10:06Z"));
  await settleAt(db, at("2026-06-02T10:06Z"));
  expect(await look(db, id, people.manager, "balanced", at("2026-06-07T23:00Z"))).toMatchObject({ state: "ready" });
  expect(await look(db, id, people.manager, "balanced", at("2026-06-08T00:00Z"))).toMatchObject({ state: "none" });
});

test("who may: managers ask, all members look, strangers find nothing; a role without hours says so", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db, { now });
  const { id } = await givenOpenRole(db, people, always);
  await expect(ask(db, id, people.viewer)).rejects.toThrow(Forbidden);
  await expect(ask(db, id, people.finance)).rejects.toThrow(Forbidden);
  await expect(ask(db, id, other.manager)).rejects.toThrow(NotFound);
  await expect(look(db, id, other.manager)).rejects.toThrow(NotFound);
  await expect(ask(db, id, agent as never)).rejects.toThrow(NotFound);
  await expect(look(db, id, agent as never)).rejects.toThrow(NotFound);
  await expect(suggestTeamFlow(db, { roleId: id }, { actor: people.manager, now })).rejects.toThrow(NotFound);
  const draft = await givenRole(db, people, { coverage: noHours });
  await expect(ask(db, draft.id, people.manager)).rejects.toThrow(Conflict);
});
