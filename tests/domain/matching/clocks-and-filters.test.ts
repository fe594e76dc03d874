import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { saveProfileInput } from "#app/domain/agents/profile.ts";
import { saveProfile } from "#app/domain/agents/save-profile.server.ts";
import { setCommittedHours, setRating } from "#app/domain/agents/set-facts.server.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { staleMatchProfiles, updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { unionOf } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { type AgentWish, givenAgent, hours, profileForm, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

/** In 2026 New York changes its clocks on 8 March, Lisbon on 29 March; Kolkata and Kathmandu never. */
const newYork = { timeZone: "America/New_York", coverage: hours(weekdays, 9, 17), minCoveragePercent: 0 };
/** Evenings that begin on a weekday and end after midnight. */
const nights = (from: number, to: number) => unionOf(hours(weekdays, from, 24), hours([1, 2, 3, 4, 5], 0, to));

/** The list of a role as a manager sees it in a week, with each agent's hours as that week's clocks have them. */
async function listOn(db: Db, roleWish: object, agents: AgentWish[], days: string[]) {
  const people = await givenBusiness(db);
  const { id } = await givenOpenRole(db, people, roleWish);
  const given = [];
  for (const wish of agents) given.push((await givenAgent(db, wish)).agentId);
  const seen: Record<string, (number | null)[]> = {};
  for (const day of days) {
    const now = at(`${day}T10:00Z`);
    await db.transaction(async (tx) =>
      updateMatchProfiles(tx, { agentIds: await staleMatchProfiles(tx, now) }, { actor: system, now }),
    );
    const { list } = await recommendedAgents(db, { roleId: id, limit: 200 }, { actor: people.manager, now });
    seen[day] = given.map((agentId) => {
      const one = list.find((row) => row.agent.id === agentId);
      return one ? one.covered / 2 : null;
    });
  }
  return seen;
}

test("hours of Lisbon, Kolkata and Kathmandu against New York's nine to five, before, between and after the changes of the clocks", async ({
  db,
}) => {
  const agents: AgentWish[] = [
    { timeZone: "Europe/Lisbon", availability: hours(weekdays, 14, 22) },
    { timeZone: "Asia/Kolkata", availability: nights(19.5, 3.5) },
    { timeZone: "Asia/Kathmandu", availability: nights(20, 4) },
  ];
  expect(await listOn(db, newYork, agents, ["2026-03-04", "2026-03-11", "2026-04-01"])).toEqual({
    // Nine to five is 14:00 to 22:00 UTC; Kathmandu (UTC+5:45) only touches 14:00 to 14:30, so a half-hour a day is not wholly there.
    "2026-03-04": [40, 40, 37.5],
    // New York alone has changed: 13:00 to 21:00 UTC.
    "2026-03-11": [35, 35, 32.5],
    // Lisbon has followed; Asia stays where it was.
    "2026-04-01": [40, 35, 32.5],
  });
});

test("a fit that the clocks will break is shown with the week and what is left of it", async ({ db }) => {
  const people = await givenBusiness(db);
  const { agentId } = await givenAgent(db, {
    timeZone: "Europe/Lisbon",
    availability: hours(weekdays, 14, 22),
    languages: [{ language: "da", level: "C2" }],
  });
  const now = at("2026-03-04T10:00Z");
  await db.transaction((tx) => updateMatchProfiles(tx, { agentIds: [agentId] }, { actor: system, now }));
  const breakOf = async (dates: object) => {
    const { id } = await givenOpenRole(db, people, { ...newYork, languages: [{ language: "da", level: "B1" }], ...dates, now });
    const { list } = await recommendedAgents(db, { roleId: id }, { actor: people.manager, now });
    expect(list.map((one) => one.agent.id)).toEqual([agentId]);
    return list[0]!.clockBreak;
  };
  const broken = { week: "2026-03-09", covered: 70, need: 80 };
  expect(await breakOf({})).toEqual(broken);
  expect(await breakOf({ startsOn: "2026-03-11" })).toEqual(broken);
  // Over before New York changes, and begun after Lisbon has: nothing breaks in March.
  expect(await breakOf({ endsOn: "2026-03-07" })).toBeNull();
  expect(await breakOf({ startsOn: "2026-04-06", endsOn: "2026-09-30" })).toBeNull();
});

test("the gap is told on the role's own clock", async ({ db }) => {
  const people = await givenBusiness(db);
  const now = at("2026-06-03T10:00Z");
  await givenAgent(db, {
    now,
    timeZone: "Asia/Kolkata",
    availability: hours(weekdays, 13, 20),
    languages: [{ language: "sv", level: "C1" }],
  });
  const { id } = await givenOpenRole(db, people, {
    coverage: hours(weekdays, 9, 17),
    languages: [{ language: "sv", level: "B2" }],
  });
  const { list } = await recommendedAgents(db, { roleId: id }, { actor: people.manager, now });
  // 13:00 to 20:00 in Kolkata is 08:30 to 15:30 in Lisbon's summer.
  expect(list[0]).toMatchObject({ covered: 65, need: 80, gaps: hours(weekdays, 15.5, 17) });
});

const now = at("2026-06-03T10:00Z");
/** Everybody of a file lives in one database: each case asks for a language of its own. */
async function isListed(
  db: Db,
  language: string,
  agent: AgentWish,
  role: object = {},
  then?: (agentId: string) => Promise<void>,
) {
  const people = await givenBusiness(db);
  const { agentId } = await givenAgent(db, { now, languages: [{ language, level: "C1" }], ...agent });
  await then?.(agentId);
  await db.transaction((tx) => updateMatchProfiles(tx, { agentIds: [agentId] }, { actor: system, now }));
  const { id } = await givenOpenRole(db, people, { languages: [{ language, level: "C1" }], ...role });
  const { list, newcomer } = await recommendedAgents(db, { roleId: id }, { actor: people.manager, now });
  expect(newcomer).toBeNull();
  return list.some((one) => one.agent.id === agentId);
}

test("who fits is listed: at the very maximum of the rate, the lowest level, and 60% of the hours", async ({ db }) => {
  const agent = { hourlyRate: "20.00", tools: [{ tool: "zendesk", level: 1 }], availability: hours(weekdays, 12.5, 17.5) };
  expect(
    await isListed(db, "it", agent, { coverage: hours(weekdays, 9, 16.5), tools: [{ tool: "zendesk", required: true }] }),
  ).toBe(false);
  expect(
    await isListed(
      db,
      "nl",
      { ...agent, availability: hours(weekdays, 12, 17.5) },
      { coverage: hours(weekdays, 9, 16.5), tools: [{ tool: "zendesk", required: true }] },
    ),
  ).toBe(true);
});

test.for([
  ["is paused", { open: false }, {}],
  ["lives where Deskhand cannot pay yet", { country: "AR" }, {}],
  ["has not completed the profile", { complete: false }, {}],
  ["asks a cent more than the maximum", { hourlyRate: "20.01" }, {}],
  ["asks more in another currency than the maximum is worth", { hourlyRate: "17.61", currency: "EUR" }, {}],
  ["lacks a required tool", {}, { tools: [{ tool: "dixa", required: true }] }],
  ["lacks a channel", { channels: ["email"] }, { channels: ["chat"] }],
  ["stands a level below", {}, { tier: "L2" }],
  ["covers less than 60%", { availability: hours([0, 1], 9, 17) }, {}],
] as const)("somebody who %s never appears", async ([, agent, role], { db }) => {
  expect(await isListed(db, "pl", agent as AgentWish, role)).toBe(false);
});

test("somebody who speaks the language a level too low never appears", async ({ db }) => {
  expect(await isListed(db, "cs", { languages: [{ language: "cs", level: "B2" }] })).toBe(false);
});

test("somebody suspended never appears", async ({ db }) => {
  const suspend = (agentId: string) =>
    db
      .update(users)
      .set({ suspendedAt: now })
      .where(eq(users.id, agentId))
      .then(() => undefined);
  expect(await isListed(db, "fi", {}, {}, suspend)).toBe(false);
});

test("promised hours are taken out, and the business may ask for less than 60%", async ({ db }) => {
  const promise = (agentId: string) =>
    db.transaction((tx) => setCommittedHours(tx, { agentId, committed: hours([0, 1, 2], 9, 17) }, { actor: system, now }));
  expect(await isListed(db, "da", {}, {}, promise)).toBe(false);
  expect(await isListed(db, "nb", {}, { minCoveragePercent: 40 }, promise)).toBe(true);
});

test("an agent who pauses is gone with the next update, and back when open again", async ({ db }) => {
  const people = await givenBusiness(db);
  const { agentId, agent } = await givenAgent(db, { now, languages: [{ language: "hu", level: "C1" }] });
  const { id } = await givenOpenRole(db, people, { languages: [{ language: "hu", level: "C1" }] });
  const listed = async (open: boolean) => {
    await db.transaction(async (tx) => {
      const form = saveProfileInput.parse(profileForm({ languages: [{ language: "hu", level: "C1" }], open }));
      await saveProfile(tx, { ...form, agentId }, { actor: agent, now });
      await updateMatchProfiles(tx, { agentIds: [agentId] }, { actor: system, now });
    });
    return (await recommendedAgents(db, { roleId: id }, { actor: people.viewer, now })).list.length;
  };
  expect([await listed(true), await listed(false), await listed(true)]).toEqual([1, 0, 1]);
});

test("row six goes to one newcomer a day, chosen by role and day, outside the exact order", async ({ db }) => {
  const people = await givenBusiness(db);
  const languages = [{ language: "ro", level: "C1" }];
  for (let i = 0; i < 8; i++) {
    const { agentId } = await givenAgent(db, { now, languages, name: `Known ${i}` });
    await db.transaction(async (tx) => {
      await setRating(tx, { agentId, ratingMilli: 4800, ratingCount: 5 }, { actor: system, now });
      await updateMatchProfiles(tx, { agentIds: [agentId] }, { actor: system, now });
    });
  }
  const newcomers: string[] = [];
  for (let i = 0; i < 4; i++)
    newcomers.push((await givenAgent(db, { now, languages, hourlyRate: "19.00", name: `New ${i}` })).agentId);
  const { id } = await givenOpenRole(db, people, { languages });
  const on = (day: number) =>
    recommendedAgents(db, { roleId: id, limit: 10 }, { actor: people.manager, now: at(`2026-06-0${day}T10:00Z`) });
  const turns = [];
  for (const day of [3, 4, 5, 6, 7]) {
    const { list, newcomer } = await on(day);
    expect(list).toHaveLength(10);
    expect(newcomers).toContain(newcomer?.agent.id);
    expect(newcomer!.rank).toBe(list.findIndex((one) => one.agent.id === newcomer!.agent.id) + 1 || null);
    turns.push(newcomer!.agent.id);
  }
  expect((await on(3)).newcomer!.agent.id).toBe(turns[0]);
  expect(new Set(turns).size).toBeGreaterThan(1);
});

test("strangers learn nothing of a role's list", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  const { id } = await givenOpenRole(db, people);
  for (const actor of [other.owner, agent])
    await expect(recommendedAgents(db, { roleId: id }, { actor, now })).rejects.toBeInstanceOf(NotFound);
});
