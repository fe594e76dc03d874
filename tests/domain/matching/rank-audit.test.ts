import os from "node:os";
import path from "node:path";
import { vi } from "vitest";
import { system } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { setRating } from "#app/domain/agents/set-facts.server.ts";
import { startIndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import { markAgent } from "#app/domain/matching/mark-agent.server.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { rankAudit } from "#app/domain/matching/rank-audit.server.ts";
import type { RankAudit } from "#app/domain/matching/rank-audit.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { log } from "#app/kernel/log.server.ts";
import * as ownRank from "#app/routes/agent+/roles.$roleId_.rank.tsx";
import * as rankOfAgent from "#app/routes/business+/roles.$roleId.rank.$agentId.tsx";
import * as rankForOperators from "#app/routes/desk+/rank.$roleId.$agentId.tsx";
import * as rankJson from "#app/routes/resources+/rank-json.$roleId.$agentId.ts";
import { type Db, queryCount } from "#db/client.server.ts";
import { givenBusiness, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { type AgentWish, givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { kernelFile } from "#tests/setup/kernel.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-06-03T10:00Z");

/** Everybody of a file lives in one database: each case asks for a language of its own. */
async function givenRanked(db: Db, language: string, agents: (AgentWish & { ratings?: number })[], role: object = {}) {
  const people = await givenBusiness(db, { now });
  const languages = [{ language, level: "B2" }];
  const given = [];
  for (const { ratings = 0, ...wish } of agents) {
    const one = await givenAgent(db, { now, languages, ...wish });
    await db.transaction(async (tx) => {
      const context = { actor: system, now };
      if (ratings > 0) await setRating(tx, { agentId: one.agentId, ratingMilli: 4_801, ratingCount: ratings }, context);
      await updateMatchProfiles(tx, { agentIds: [one.agentId] }, context);
    });
    given.push(one);
  }
  const { id: roleId } = await givenOpenRole(db, people, { now, languages, ...role });
  return { people, agents: given, roleId };
}

test("each term is the list's own, with the numbers it is made of, and the neighbours stand beside it", async ({ db }) => {
  const { people, agents, roleId } = await givenRanked(
    db,
    "is",
    [
      { hourlyRate: "9.00", name: "First" },
      { hourlyRate: "11.37", currency: "EUR", availability: hours(weekdays, 9, 15.5), ratings: 4, name: "Second" },
      { hourlyRate: "12.00", availability: hours(weekdays, 9, 14), tools: [], name: "Third" },
    ],
    {
      maxRate: "17.00",
      currency: "GBP",
      tools: [
        { tool: "zendesk", required: false },
        { tool: "slack", required: false },
      ],
    },
  );
  const context = { actor: people.viewer, now };
  const { list } = await recommendedAgents(db, { roleId }, context);
  expect(list.map((one) => one.agent.name)).toEqual(["First", "Second", "Third"]);
  for (const [index, one] of list.entries()) {
    const { audit } = await rankAudit(db, { roleId, agentId: one.agent.id }, context);
    const { hours: h, rating, tools, price } = audit.terms;
    expect(audit.total).toBe(one.parts.total);
    expect([h.points, rating.points, tools.points, price.points]).toEqual([
      Math.floor((400_000 * h.covered) / h.need),
      60 * rating.milli,
      Math.floor((200_000 * tools.levels) / (5 * tools.asked.length)),
      Number((100_000n * (BigInt(price.max!.usd) - BigInt(price.rateUsd))) / BigInt(price.max!.usd)),
    ]);
    expect(h.points + rating.points + tools.points + price.points).toBe(audit.total);
    expect(audit.filters.every((filter) => filter.pass)).toBe(true);
    const names = [list[index - 1], list[index + 1]].map((other) => other && [other.agent.name, other.parts.total]);
    const { above, below } = audit.place;
    expect([above, below].map((other) => (other ? [other.name, other.total] : undefined))).toEqual(names);
    expect(audit.place.rank).toBe(index + 1);
  }
  const { audit } = await rankAudit(db, { roleId, agentId: agents[1]!.agentId }, context);
  expect(audit).toMatchObject({
    view: "business",
    engine: "postgres",
    terms: {
      hours: { required: 80, weeklyLimit: 80, need: 80, overlap: 65, covered: 65, week: "2026-06-01", points: 325_000 },
      rating: { milli: 4_801, count: 4, points: 288_060 },
      tools: {
        asked: [
          { tool: "zendesk", required: false, level: 4 },
          { tool: "slack", required: false, level: 0 },
        ],
        levels: 4,
        points: 80_000,
      },
      price: { rate: { minor: "1137", currency: "EUR" }, rateUsd: "1292", max: { minor: "1700", currency: "GBP", usd: "2250" } },
    },
  });
  expect(JSON.parse(JSON.stringify(audit))).toEqual(audit);
});

test("each thing that keeps somebody out is a failed requirement with its numbers, as the list itself says", async ({ db }) => {
  const wish = { hourlyRate: "30.00", channels: ["email"], tools: [], availability: hours([0, 1], 9, 17), open: false };
  const { people, agents, roleId } = await givenRanked(db, "et", [{ ...wish, country: "AR" }, { hourlyRate: "10.00" }], {
    languages: [{ language: "et", level: "C1" }],
    tools: [{ tool: "zendesk", required: true }],
    tier: "L2",
  });
  const role = await roleForBusiness(db, roleId, people.owner);
  for (const { agentId } of agents) {
    const { audit } = await rankAudit(db, { roleId, agentId }, { actor: people.owner, now });
    const { unmet, parts } = matchOf(role, await agentProfile(db, agentId), now);
    const kinds: Record<string, string> = { language: "languages", tool: "tools", channel: "channels" };
    const failed = audit.filters.filter((one) => !one.pass).map((one) => kinds[one.kind] ?? one.kind);
    expect([...new Set(failed)].sort()).toEqual([...unmet].sort());
    expect(audit.total).toBe(parts.total);
    expect(audit.place).toMatchObject({ rank: null, above: null, below: null, toPass: null });
  }
  const { audit } = await rankAudit(db, { roleId, agentId: agents[0]!.agentId }, { actor: people.owner, now });
  expect(audit.filters).toEqual([
    { kind: "open", pass: false },
    { kind: "payable", pass: false },
    { kind: "language", language: "et", name: undefined, wanted: "C1", has: "B2", pass: false },
    { kind: "tool", tool: "zendesk", has: 0, pass: false },
    { kind: "channel", channel: "chat", pass: false },
    { kind: "tier", wanted: "L2", has: "L1", pass: false },
    { kind: "rate", wanted: "2000", has: "3000", pass: false },
    { kind: "hours", wanted: 48, has: 32, percent: 60, need: 80, pass: false },
  ]);
});

test("an agent reads how many points pass whoever stands above, and nobody's name or score; equal points go by id", async ({
  db,
}) => {
  const { people, agents, roleId } = await givenRanked(db, "lv", [
    { hourlyRate: "10.00" },
    { hourlyRate: "12.00", name: "Before" },
    { hourlyRate: "12.00" },
  ]);
  const seen = async (index: number) => {
    const { agent, agentId } = agents[index]!;
    return (await rankAudit(db, { roleId, agentId }, { actor: agent, now })).audit.place;
  };
  const nobody = { above: null, below: null, searched: 100 };
  expect(await seen(0)).toEqual({ ...nobody, rank: 1, toPass: null });
  expect(await seen(1)).toEqual({ ...nobody, rank: 2, toPass: 10_001 });
  expect(await seen(2)).toEqual({ ...nobody, rank: 3, toPass: 1 });
  // Whom a business puts aside moves its own ranks only: an agent must not read a mark off them.
  await db.transaction((tx) =>
    markAgent(tx, { roleId, agentId: agents[0]!.agentId, mark: "hidden", note: "" }, { actor: people.owner, now }),
  );
  expect((await seen(1)).rank).toBe(2);
  const own = await rankAudit(db, { roleId, agentId: agents[1]!.agentId }, { actor: people.owner, now });
  expect(own.audit.place).toMatchObject({ rank: 1, above: null, below: { agentId: agents[2]!.agentId } });
});

test("the newcomers' row says whose turn it is, by which sum, and agrees with the list", async ({ db }) => {
  const known = Array.from({ length: 6 }, () => ({ ratings: 5 }));
  const fresh = Array.from({ length: 3 }, (_, i) => ({ hourlyRate: `${17 + i}.00` }));
  const { people, agents, roleId } = await givenRanked(db, "lt", [...known, ...fresh]);
  const context = { actor: people.viewer, now };
  const { newcomer } = await recommendedAgents(db, { roleId }, context);
  const audits: RankAudit[] = [];
  for (const { agentId } of agents) audits.push((await rankAudit(db, { roleId, agentId }, context)).audit);
  expect(audits.filter((one) => one.exploration.turn).map((one) => one.agentId)).toEqual([newcomer!.agent.id]);
  expect(audits.slice(6).map((one) => one.exploration.number)).toEqual([0, 1, 2]);
  for (const { exploration } of audits) {
    expect(exploration).toMatchObject({ day: "2026-06-03", waiting: 3, chosen: exploration.hash % 3 });
    expect(exploration.turn).toBe(exploration.number === exploration.chosen);
  }
  expect(audits.map((one) => one.exploration.newcomer)).toEqual([...known.map(() => false), ...fresh.map(() => true)]);
});

test("only the agent, the role's business and operators read it: the pages and the file alike", async ({ db }) => {
  const { people, agents, roleId } = await givenRanked(db, "sl", [{}, {}]);
  const [{ agentId, agent }, { agent: otherAgent }] = agents as [(typeof agents)[0], (typeof agents)[0]];
  const other = await givenOtherBusiness(db, { now });
  const operator = await givenStaff(db, ["operator"]);
  const mediator = await givenStaff(db, ["mediator", "platform_finance", "desk_agent"]);
  const params = { roleId, agentId };
  const ask = async (actor: Parameters<typeof rankAudit>[2]["actor"]) => rankAudit(db, params, { actor, now });
  await expect(ask(other.owner)).rejects.toBeInstanceOf(NotFound);
  await expect(ask(otherAgent)).rejects.toBeInstanceOf(NotFound);
  await expect(ask(mediator)).rejects.toBeInstanceOf(Forbidden);
  const audits: RankAudit[] = [];
  for (const who of [agent, people.viewer, operator]) audits.push((await ask(who)).audit);
  expect(audits.map((one) => one.view)).toEqual(["agent", "business", "operator"]);

  const file = (as: { userId: string | null } | null) => visit(db, rankJson, { as, params, now });
  for (const [index, as] of [agent, people.viewer, operator].entries()) {
    const { status, data } = await file(as);
    expect(status).toBe(200);
    expect(await (data as Response).json()).toEqual(JSON.parse(JSON.stringify(audits[index])));
  }
  expect((await file(otherAgent)).status).toBe(404);
  expect((await file(other.owner)).status).toBe(404);
  expect((await file(mediator)).status).toBe(403);
  expect((await file(null)).location).toContain("/auth/sign-in");

  const counted = { queries: [] as string[] };
  const page = await queryCount.run(counted, () => visit(db, rankOfAgent, { as: people.viewer, params, now }));
  expect(page).toMatchObject({ status: 200, data: { agentName: "Ana Almeida", audit: { agentId, roleId } } });
  expect(counted.queries.length).toBeLessThanOrEqual(8);
  expect((await visit(db, rankOfAgent, { as: other.owner, params, now })).status).toBe(404);
  expect(await visit(db, ownRank, { as: agent, params: { roleId }, now })).toMatchObject({ data: { audit: { view: "agent" } } });
  expect((await visit(db, rankForOperators, { as: operator, params, now })).status).toBe(200);
  expect((await visit(db, rankForOperators, { as: mediator, params, now })).status).toBe(403);
});

test("nobody has a rank before ranking has heard of them", async ({ db }) => {
  const { people, roleId } = await givenRanked(db, "sk", [{}]);
  const { agent, agentId } = await givenAgent(db, { now, complete: false });
  await expect(rankAudit(db, { roleId, agentId }, { actor: agent, now })).rejects.toBeInstanceOf(Conflict);
  await expect(rankAudit(db, { roleId, agentId }, { actor: people.owner, now })).rejects.toBeInstanceOf(NotFound);
  await expect(rankAudit(db, { roleId, agentId: newId() }, { actor: people.owner, now })).rejects.toBeInstanceOf(NotFound);
  await expect(rankAudit(db, { roleId: newId(), agentId }, { actor: agent, now })).rejects.toBeInstanceOf(NotFound);
});

test("the index in memory gives the same audit as the database, to the point", async ({ db, database }) => {
  const wishes = Array.from({ length: 9 }, (_, i) => ({ hourlyRate: `${9 + i}.00`, ratings: i % 3 === 0 ? 0 : 4 }));
  const { people, agents, roleId } = await givenRanked(db, "bg", [...wishes, { hourlyRate: "90.00" }]);
  const file = path.join(os.tmpdir(), `deskhand-audit-${process.pid}.index`);
  const matcher = startIndexMatcher({ db, address: database.address, file, kernel: kernelFile(), log });
  await matcher.ready;
  try {
    for (const { agentId } of agents) {
      const asked = [
        { roleId, agentId },
        { actor: people.viewer, now },
      ] as const;
      // On a busy machine the index may be behind for a moment, and the database answers.
      const audit = await vi.waitUntil(
        async () => {
          const { audit } = await rankAudit(db, ...asked, matcher);
          return audit.engine === "index" && audit;
        },
        { timeout: 15_000 },
      );
      expect({ ...audit, engine: "postgres" }).toEqual((await rankAudit(db, ...asked)).audit);
    }
  } finally {
    await matcher.close();
  }
});
