import { Temporal } from "temporal-polyfill";
import { system } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { cefr } from "#app/domain/agents/languages.ts";
import { setCommittedHours, setRating, setTier } from "#app/domain/agents/set-facts.server.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import type { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { hoursFrom } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

/** A Wednesday on which New York has changed its clocks and Europe has not. */
const now = at("2026-03-18T10:00Z");
const monday = Date.UTC(2026, 2, 16);

/** The same sequence in every run (mulberry32). */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const upTo = (n: number) => Math.floor(next() * n);
  const pick = <T>(from: readonly T[]): T => from[upTo(from.length)]!;
  const some = <T>(from: readonly T[], least: number, most: number): T[] =>
    [...from]
      .map((one) => [next(), one] as const)
      .sort(([a], [b]) => a - b)
      .slice(0, least + upTo(most - least + 1))
      .map(([, one]) => one);
  return { upTo, pick, some, chance: (share: number) => next() < share };
}
type Dice = ReturnType<typeof dice>;

const zones = ["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"];
const spoken = ["en", "fr", "pt", "de"];
const known = ["zendesk", "intercom", "shopify", "slack"] as const;
const channels = ["email", "chat", "phone", "social"] as const;
const currencies = ["USD", "EUR", "GBP"] as const;

function someHours({ upTo, some }: Dice, least: number): string {
  const [from, length] = [upTo(34), least + upTo(16)];
  return hoursFrom(
    some([0, 1, 2, 3, 4, 5, 6], 3, 7).map((day) => ({ day, from: from * 30, to: Math.min(48, from + length) * 30 })),
  );
}

async function givenPopulation(db: Db, random: Dice, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < size; i++) {
    const { agentId } = await givenAgent(db, {
      now,
      country: random.chance(0.1) ? "IN" : "PT",
      timeZone: random.pick(zones),
      languages: random.some(spoken, 1, 3).map((language) => ({ language, level: random.pick(cefr) })),
      tools: random.some(known, 0, 4).map((tool) => ({ tool, level: 1 + random.upTo(5) })),
      channels: random.some(channels, 1, 4),
      availability: someHours(random, 12),
      hourlyRate: `${5 + random.upTo(25)}.${10 + random.upTo(90)}`,
      currency: random.pick(currencies),
      open: random.chance(0.9),
    });
    await db.transaction(async (tx) => {
      const context = { actor: system, now };
      const stars = { agentId, ratingMilli: 3500 + random.upTo(1500), ratingCount: random.upTo(8) };
      if (random.chance(0.7)) await setRating(tx, stars, context);
      if (random.chance(0.3)) await setTier(tx, { agentId, tier: random.pick(["L2", "L3"] as const) }, context);
      if (random.chance(0.2)) await setCommittedHours(tx, { agentId, committed: someHours(random, 2) }, context);
      await updateMatchProfiles(tx, { agentIds: [agentId] }, context);
    });
    ids.push(agentId);
  }
  return ids;
}

/** A UTC half-hour counts when both its quarters are marked on the zone's clock (all offsets are whole quarters). */
function utcHalfHours(bits: string, zone: string): boolean[] {
  const marked = (epochMs: number) => {
    const local = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
    return bits[(local.dayOfWeek - 1) * 48 + local.hour * 2 + (local.minute >= 30 ? 1 : 0)] === "1";
  };
  return Array.from({ length: 336 }, (_, i) => marked(monday + i * 1_800_000) && marked(monday + i * 1_800_000 + 900_000));
}

const dollars = (minor: bigint, currency: string) => {
  const scaled = minor * referenceRate(currency, "USD");
  return Number(scaled / 1_000_000_000n + (scaled % 1_000_000_000n >= 500_000_000n ? 1n : 0n));
};

type Role = Awaited<ReturnType<typeof roleForBusiness>>;
type Agent = Awaited<ReturnType<typeof agentProfile>>;

/** matching.md, "Score", read line by line over the profiles themselves. */
function bruteForce(role: Role, agents: { agent: Agent; free: boolean[] }[]) {
  const wanted = utcHalfHours(role.coverage, role.timeZone);
  const need = Math.min(wanted.filter(Boolean).length, role.weeklyLimitMinutes / 30);
  const max = role.maxRate === null ? null : dollars(role.maxRate, role.currency);
  const tiers = ["L1", "L2", "L3"];
  const listed = agents.flatMap(({ agent, free }) => {
    const covered = Math.min(wanted.filter((one, i) => one && free[i]).length, need);
    const rate = dollars(agent.hourlyRate, agent.currency);
    const level = (tool: string) => agent.tools.find((one) => one.tool === tool)?.level ?? 0;
    const fits =
      agent.open &&
      agent.payable &&
      role.languages.every(({ language, level: least }) =>
        agent.languages.some((one) => one.language === language && cefr.indexOf(one.level) >= cefr.indexOf(least)),
      ) &&
      role.tools.every((one) => !one.required || level(one.tool) > 0) &&
      role.channels.every((one) => agent.channels.includes(one)) &&
      tiers.indexOf(agent.tier) >= tiers.indexOf(role.tier) &&
      (max === null || rate <= max) &&
      covered / need >= role.minCoveragePercent / 100;
    if (!fits) return [];
    const levels = role.tools.reduce((sum, one) => sum + level(one.tool), 0);
    const total =
      Math.floor((400_000 * covered) / need) +
      60 * agent.ratingMilli +
      (role.tools.length === 0 ? 200_000 : Math.floor((200_000 * levels) / (5 * role.tools.length))) +
      (max === null ? 100_000 : Math.floor((100_000 * (max - rate)) / max));
    return [{ id: agent.id, total, covered }];
  });
  return listed.sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
}

test("the list is exactly what reading every profile gives, for thirty roles over a population of a hundred", async ({ db }) => {
  const random = dice(20260318);
  const people = await givenBusiness(db, { now });
  const ids = await givenPopulation(db, random, 100);
  const agents = await Promise.all(ids.map((id) => agentProfile(db, id)));
  const read = agents.map((agent) => {
    const left = [...agent.availability].map((bit, i) => (agent.committed[i] === "1" ? "0" : bit)).join("");
    return { agent, free: utcHalfHours(left, agent.timeZone) };
  });
  let shown = 0;
  for (let i = 0; i < 30; i++) {
    const { id } = await givenOpenRole(db, people, {
      now,
      languages: random.some(spoken, 1, 2).map((language) => ({ language, level: random.pick(["A1", "A2", "B1", "B2"]) })),
      tools: random.some(known, 0, 3).map((tool) => ({ tool, required: random.chance(0.3) })),
      channels: random.some(channels, 1, 2),
      tier: random.chance(0.2) ? "L2" : "L1",
      maxRate: random.chance(0.3) ? "" : `${12 + random.upTo(25)}.00`,
      currency: random.pick(currencies),
      weeklyLimitMinutes: random.pick([600, 1200, 2400]),
      timeZone: random.pick(zones),
      coverage: someHours(random, 8),
      minCoveragePercent: random.pick([0, 40, 60]),
    });
    const context = { actor: people.manager, now };
    const { list, role } = await recommendedAgents(db, { roleId: id }, context);
    const truth = bruteForce(role, read);
    const got = list.map((one) => ({ id: one.agent.id, total: one.parts.total, covered: one.covered }));
    expect(got).toEqual(truth.slice(0, 20));
    shown += got.length;
    // The agent's own page tells the same points, and names a reason to exactly those who are not listed.
    for (const agent of agents) {
      const { parts, unmet } = matchOf(role, agent, now);
      const place = truth.find((one) => one.id === agent.id);
      expect(unmet.length === 0).toBe(place !== undefined);
      if (place) expect(parts.total).toBe(place.total);
    }
  }
  // A population in which nobody fits would prove nothing.
  expect(shown).toBeGreaterThan(100);
});
