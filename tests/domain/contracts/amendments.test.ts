import { eq } from "drizzle-orm";
import { contractPage } from "#app/domain/contracts/contracts.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { withdrawAmendment } from "#app/domain/contracts/withdraw-amendment.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { amendments, contractTerms } from "#db/schema/contracts.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { answer, propose, termsOn } from "#tests/factories/contracts.ts";
import { givenFrozenWeek, givenWork } from "#tests/factories/diary.ts";
import { eventsOf } from "#tests/factories/events.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const wednesday = at("2026-11-18T10:00Z");
/** 12.00 USD an hour, at most 40 hours a week, from Monday 16 November on. */
const contractOn = (db: Db) => givenContract(db, { from: "2026-11-16", rate: money(1_200n, "USD") });

test("a new rate that both accept is in force from next Monday; this week is paid at the old one", async ({ db }) => {
  const given = await contractOn(db);
  const { people, freelancer } = given;
  await givenWork(db, given, { from: at("2026-11-16T09:00Z"), minutes: 60 });
  const amendment = await propose(
    db,
    given,
    { hourlyRate: 1_500n, note: "A year together" },
    { actor: people.manager, now: wednesday },
  );
  expect(await termsOn(db, given, "2026-11-23")).toEqual([1_200n, 2_400]);
  await answer(db, amendment, "accept", { actor: freelancer.agent, now: wednesday });
  await givenWork(db, given, { from: at("2026-11-19T09:00Z"), minutes: 60 });
  await givenWork(db, given, { from: at("2026-11-23T09:00Z"), minutes: 60 });
  expect(await termsOn(db, given, "2026-11-16")).toEqual([1_200n, 2_400]);
  expect(await termsOn(db, given, "2026-11-23")).toEqual([1_500n, 2_400]);
  expect((await givenFrozenWeek(db, given, "2026-11-16")).pay).toBe(2_400n);
  expect((await givenFrozenWeek(db, given, "2026-11-23")).pay).toBe(1_500n);
  const page = await contractPage(db, given.contract.id, people.viewer);
  expect(page.amendments[0]).toMatchObject({
    state: "accepted",
    inForceFrom: "2026-11-23",
    businessAcceptedBy: people.manager.userId,
    agentAcceptedAt: wednesday,
  });
  expect(await eventsOf(db, "amendmentId", amendment.id)).toEqual(["amendment.proposed", "amendment.accepted"]);
});

test("a raised weekly limit counts at once, a lowered one from next Monday", async ({ db }) => {
  const raised = await contractOn(db);
  const more = await propose(db, raised, { weeklyLimitMinutes: 3_000 }, { actor: raised.people.owner, now: wednesday });
  await answer(db, more, "accept", { actor: raised.freelancer.agent, now: wednesday });
  expect(await termsOn(db, raised, "2026-11-16")).toEqual([1_200n, 3_000]);
  expect(await termsOn(db, raised, "2026-11-23")).toEqual([1_200n, 3_000]);

  const lowered = await contractOn(db);
  const less = await propose(db, lowered, { weeklyLimitMinutes: 600 }, { actor: lowered.freelancer.agent, now: wednesday });
  await answer(db, less, "accept", { actor: lowered.people.manager, now: wednesday });
  expect(await termsOn(db, lowered, "2026-11-16")).toEqual([1_200n, 2_400]);
  expect(await termsOn(db, lowered, "2026-11-23")).toEqual([1_200n, 600]);
});

test("a higher limit with a new rate: the limit now, the rate next Monday", async ({ db }) => {
  const given = await contractOn(db);
  const change = { weeklyLimitMinutes: 3_000, hourlyRate: 1_300n };
  const amendment = await propose(db, given, change, { actor: given.freelancer.agent, now: wednesday });
  await answer(db, amendment, "accept", { actor: given.people.owner, now: at("2026-11-22T23:59Z") });
  expect(await termsOn(db, given, "2026-11-16")).toEqual([1_200n, 3_000]);
  expect(await termsOn(db, given, "2026-11-23")).toEqual([1_300n, 3_000]);
});

test("a change in the last week of the year is in force from the first Monday of the next", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-12-28" });
  const amendment = await propose(db, given, { hourlyRate: 1_300n }, { actor: given.people.owner, now: at("2026-12-31T10:00Z") });
  await answer(db, amendment, "accept", { actor: given.freelancer.agent, now: at("2027-01-01T10:00Z") });
  expect(await termsOn(db, given, "2026-12-28")).toEqual([1_200n, 2_400]);
  expect(await termsOn(db, given, "2027-01-04")).toEqual([1_300n, 2_400]);
});

test("accepting twice, at the same moment too, changes the terms once", async ({ db }) => {
  const given = await contractOn(db);
  const amendment = await propose(db, given, { hourlyRate: 1_500n }, { actor: given.people.manager, now: wednesday });
  const by = { actor: given.freelancer.agent, now: wednesday };
  await Promise.all([answer(db, amendment, "accept", by), answer(db, amendment, "accept", by)]);
  await answer(db, amendment, "accept", by);
  expect(await db.select().from(contractTerms).where(eq(contractTerms.amendmentId, amendment.id))).toHaveLength(1);
  await expect(answer(db, amendment, "decline", by)).rejects.toThrow(Conflict);
});

test("a declined change leaves all as it is, and the next may be proposed", async ({ db }) => {
  const given = await contractOn(db);
  const agent = { actor: given.freelancer.agent, now: wednesday };
  const manager = { actor: given.people.manager, now: wednesday };
  const first = await propose(db, given, { hourlyRate: 2_000n }, agent);
  await expect(propose(db, given, { hourlyRate: 1_300n }, manager)).rejects.toThrow(Conflict);
  await answer(db, first, "decline", manager);
  await answer(db, first, "decline", manager);
  expect(await termsOn(db, given, "2026-11-23")).toEqual([1_200n, 2_400]);
  await expect(answer(db, first, "accept", manager)).rejects.toThrow(Conflict);
  await propose(db, given, { hourlyRate: 1_300n }, manager);
  expect(await db.select().from(amendments).where(eq(amendments.contractId, given.contract.id))).toHaveLength(2);
});

test("who proposed may take it back before the answer, once, and propose another", async ({ db }) => {
  const given = await contractOn(db);
  const agent = { actor: given.freelancer.agent, now: wednesday };
  const manager = { actor: given.people.manager, now: wednesday };
  const first = await propose(db, given, { hourlyRate: 2_000n }, agent);
  const withdraw = (context: typeof agent | typeof manager) =>
    db.transaction((tx) => withdrawAmendment(tx, { amendmentId: first.id }, context));
  await expect(withdraw(manager)).rejects.toThrow(Forbidden);
  await expect(withdraw({ ...manager, actor: given.people.viewer })).rejects.toThrow(Forbidden);
  await expect(withdraw({ ...agent, actor: (await givenAgent(db)).agent })).rejects.toThrow(NotFound);
  await withdraw(agent);
  await withdraw(agent);
  await expect(answer(db, first, "accept", manager)).rejects.toThrow(Conflict);
  const second = await propose(db, given, { hourlyRate: 1_400n }, manager);
  await answer(db, second, "accept", agent);
  await expect(db.transaction((tx) => withdrawAmendment(tx, { amendmentId: second.id }, manager))).rejects.toThrow(Conflict);
  expect(await termsOn(db, given, "2026-11-23")).toEqual([1_400n, 2_400]);
});

test("a proposal that changes nothing is refused by name", async ({ db }) => {
  const given = await contractOn(db);
  const by = { actor: given.people.manager, now: wednesday };
  await expect(propose(db, given, { hourlyRate: 1_200n, weeklyLimitMinutes: 2_400 }, by)).rejects.toThrow(Invalid);
});

test("only the two sides propose, and nobody answers their own proposal", async ({ db }) => {
  const given = await contractOn(db);
  const { people, freelancer } = given;
  const wrong = [
    [(await givenAgent(db)).agent, NotFound],
    [(await givenBusiness(db)).owner, NotFound],
    [people.finance, Forbidden],
    [people.viewer, Forbidden],
  ] as const;
  for (const [actor, refusal] of wrong)
    await expect(propose(db, given, { hourlyRate: 1_500n }, { actor, now: wednesday })).rejects.toThrow(refusal);
  const amendment = await propose(db, given, { hourlyRate: 1_500n }, { actor: people.manager, now: wednesday });
  for (const [actor, refusal] of [...wrong, [people.owner, Forbidden] as const]) {
    for (const said of ["accept", "decline"] as const)
      await expect(answer(db, amendment, said, { actor, now: wednesday })).rejects.toThrow(refusal);
  }
  const theirs = await contractOn(db);
  const own = await propose(db, theirs, { hourlyRate: 1_500n }, { actor: theirs.freelancer.agent, now: wednesday });
  await expect(answer(db, own, "accept", { actor: theirs.freelancer.agent, now: wednesday })).rejects.toThrow(Forbidden);
  expect(await termsOn(db, given, "2026-11-23")).toEqual([1_200n, 2_400]);
  expect(freelancer.agentId).not.toBe(theirs.freelancer.agentId);
});

test.for(["manager", "agent"] as const)(
  "the %s ends a contract once, with a reason; its terms cannot change after",
  async (who, { db }) => {
    const given = await contractOn(db);
    const amendment = await propose(db, given, { hourlyRate: 1_500n }, { actor: given.people.manager, now: wednesday });
    const actor = who === "agent" ? given.freelancer.agent : given.people.manager;
    const end = (reason: string, now: Date) =>
      db.transaction((tx) => endContract(tx, { contractId: given.contract.id, reason }, { actor, now }));
    await Promise.all([end("Season over", wednesday), end("Season over", wednesday)]);
    await end("Other words", at("2026-11-19T10:00Z"));
    const { contract } = await contractPage(db, given.contract.id, given.people.viewer);
    expect(contract).toMatchObject({ state: "ended", endedAt: wednesday, endedBy: actor.userId, endReason: "Season over" });
    expect(await eventsOf(db, "contractId", contract.id)).toEqual(["contract.accepted", "amendment.proposed", "contract.ended"]);
    const later = at("2026-11-19T10:00Z");
    await expect(answer(db, amendment, "accept", { actor: given.freelancer.agent, now: later })).rejects.toThrow(Conflict);
    await expect(propose(db, given, { hourlyRate: 1_600n }, { actor: given.people.owner, now: later })).rejects.toThrow(Conflict);
  },
);

test("nobody else ends a contract or reads it", async ({ db }) => {
  const given = await contractOn(db);
  const { people } = given;
  for (const [actor, refusal] of [
    [(await givenAgent(db)).agent, NotFound],
    [(await givenBusiness(db)).owner, NotFound],
    [people.finance, Forbidden],
    [people.viewer, Forbidden],
  ] as const) {
    const end = { contractId: given.contract.id, reason: "I want to" };
    await expect(db.transaction((tx) => endContract(tx, end, { actor, now: wednesday }))).rejects.toThrow(refusal);
    if (refusal === NotFound) await expect(contractPage(db, given.contract.id, actor)).rejects.toThrow(NotFound);
  }
  expect((await contractPage(db, given.contract.id, people.viewer)).contract.state).toBe("active");
});
