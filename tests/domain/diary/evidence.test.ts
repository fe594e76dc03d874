import { contractMetrics, ownMetrics, teamMetrics } from "#app/domain/diary/agent-metrics.server.ts";
import { weekDiary } from "#app/domain/diary/diary.server.ts";
import { segmentEvidence } from "#app/domain/diary/evidence.server.ts";
import { ticketStory } from "#app/domain/diary/ticket-story.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { answer, propose } from "#tests/factories/contracts.ts";
import { givenWork } from "#tests/factories/diary.ts";
import { event, givenHelpdesk, givenLogin, tell } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const week = "2026-06-08";

/** Ana works 9:00 to 10:00 on Tuesday; two tickets, a survey on Wednesday, and a colleague who is no agent of ours. */
async function givenTickets(db: Db) {
  const given = await givenContract(db, { from: "2026-06-01" });
  const connection = await givenHelpdesk(db, given.people);
  await givenWork(db, given, { from: at("2026-06-09T09:00Z"), minutes: 60 });
  await tell(db, connection, [
    event("T-1", "created", "2026-06-09T08:30Z"),
    event("T-1", "taken", "2026-06-09T09:02Z", "ana"),
    event("T-1", "replied", "2026-06-09T09:10Z", "ana"),
    event("T-1", "solved", "2026-06-09T09:26Z", "ana"),
    event("T-1", "csat", "2026-06-10T12:00Z", undefined, { score: 5 }),
    event("T-2", "taken", "2026-06-09T09:27Z", "ana"),
    event("T-2", "taken", "2026-06-09T11:00Z", "bob"),
    event("T-3", "solved", "2026-06-09T10:00Z", "ana"),
  ]);
  await givenLogin(db, given.people, connection, "ana", given.contract);
  return { ...given, connection };
}

test("events stand in the segment they fall into, a survey's answer with the solution it is about", async ({ db }) => {
  const { contract, freelancer } = await givenTickets(db);
  const { segments } = await weekDiary(db, { contractId: contract.id, week }, freelancer.agent);
  const evidence = await segmentEvidence(db, segments);
  const told = segments.map((one) => {
    const { events = [], tickets = 0, solved = 0, scores = [] } = evidence.get(one.id) ?? {};
    return [
      one.startedAt.toISOString().slice(11, 16),
      events.map(({ ticketId, kind }) => `${ticketId} ${kind}`),
      tickets,
      solved,
      scores,
    ];
  });
  expect(told).toEqual([
    ["09:00", ["T-1 taken"], 1, 0, []],
    ["09:10", ["T-1 replied"], 1, 0, []],
    ["09:20", ["T-1 solved", "T-2 taken"], 2, 1, [5]],
    ["09:30", [], 0, 0, []],
    ["09:40", [], 0, 0, []],
    ["09:50", [], 0, 0, []],
  ]);
});

test("worked while no evidence was agreed, a segment has none; what came before and after has", async ({ db }) => {
  const given = await givenTickets(db);
  const levels = async (evidenceLevel: "none" | "tickets", now: Date) => {
    const change = { reason: "evidence" as const, evidenceLevel };
    const proposed = await propose(db, given, change, { actor: given.people.manager, now });
    await answer(db, proposed, "accept", { actor: given.freelancer.agent, now });
  };
  await levels("none", at("2026-06-09T09:10Z"));
  await levels("tickets", at("2026-06-09T09:20Z"));
  const { segments } = await weekDiary(db, { contractId: given.contract.id, week }, given.freelancer.agent);
  const evidence = await segmentEvidence(db, segments);
  expect(segments.map((one) => evidence.get(one.id)?.tickets ?? 0)).toEqual([1, 0, 2, 0, 0, 0]);
});

test("the team's, the agent's and the contract's page say the same figures, and those of the week before", async ({ db }) => {
  const { contract, people, freelancer } = await givenTickets(db);
  const team = await teamMetrics(db, { businessId: people.business.id, week }, people.viewer);
  const own = await ownMetrics(db, { agentId: freelancer.agentId, week }, freelancer.agent);
  const one = await contractMetrics(db, { contractId: contract.id, week }, people.finance);
  const figures = team.lines[0]!.now;
  expect(own.lines[0]!.now).toEqual(figures);
  expect(one.line.now).toEqual(figures);
  expect(figures).toMatchObject({
    handled: { value: 3, counted: 5 },
    solved: { value: 2 },
    // T-1 after 40 minutes, T-3 by its first event.
    firstResponse: { value: (40 * 60 + 0) / 2, counted: 2 },
    // 9:02 to 9:26 and 9:27 to 10:00, the end of recorded work.
    handledSeconds: 57 * 60,
    handleTime: { value: (57 * 60) / 2 },
    csat: { value: 100, counted: 1 },
    reopened: { value: 0 },
    workedSeconds: 3600,
  });
  expect(figures.occupancy.value).toBeCloseTo(95);
  expect(team.team.now).toMatchObject({ handled: figures.handled, workedSeconds: 3600, handledSeconds: 57 * 60 });
  expect(team.unmapped).toEqual({ events: 1, identities: 1 });
  expect(
    one.tickets.map(({ ticketId, solved, scores, inHandSeconds }) => [ticketId, solved, scores, inHandSeconds / 60]),
  ).toEqual([
    ["T-1", true, [5], 24],
    ["T-3", true, [], 0],
    ["T-2", false, [], 33],
  ]);
  const after = await teamMetrics(db, { businessId: people.business.id, week: "2026-06-15" }, people.owner);
  expect(after.lines[0]!.before).toEqual(figures);
  expect(after.lines[0]!.now).toMatchObject({ handled: { value: 0 }, csat: { value: null }, workedSeconds: 0 });
});

test("a ticket's story names who, when and in which segment; an agent sees no names of others", async ({ db }) => {
  const { connection, people, freelancer, contract } = await givenTickets(db);
  const story = await ticketStory(db, { connectionId: connection.id, ticketId: "T-2" }, people.viewer);
  expect(story.events.map((one) => [one.kind, one.who.name, one.segment?.startedAt.toISOString() ?? null])).toEqual([
    ["taken", expect.any(String), "2026-06-09T09:20:00.000Z"],
    ["taken", "bob", null],
  ]);
  expect(story.events[0]!.who.contractId).toBe(contract.id);
  const own = await ticketStory(db, { connectionId: connection.id, ticketId: "T-2" }, freelancer.agent);
  expect(own.events[1]!.who).toEqual({ contractId: null, name: null, somebody: true });
  const first = await ticketStory(db, { connectionId: connection.id, ticketId: "T-1" }, people.viewer);
  expect([first.firstResponseSeconds, first.hands.length, first.undone]).toEqual([40 * 60, 1, 0]);
});

test("strangers see neither figures nor tickets", async ({ db }) => {
  const { connection, people, contract } = await givenTickets(db);
  const stranger = await givenBusiness(db);
  const agent = await givenAgent(db);
  const ticket = { connectionId: connection.id, ticketId: "T-1" };
  await expect(ticketStory(db, ticket, stranger.owner)).rejects.toThrow(NotFound);
  await expect(ticketStory(db, ticket, agent.agent)).rejects.toThrow(NotFound);
  await expect(ticketStory(db, { ...ticket, ticketId: "none" }, people.owner)).rejects.toThrow(NotFound);
  await expect(teamMetrics(db, { businessId: people.business.id, week }, stranger.owner)).rejects.toThrow(NotFound);
  await expect(contractMetrics(db, { contractId: contract.id, week }, agent.agent)).rejects.toThrow(NotFound);
});
