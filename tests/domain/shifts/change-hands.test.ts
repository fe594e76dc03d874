import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { answerSwap } from "#app/domain/shifts/answer-swap.server.ts";
import { changeShift } from "#app/domain/shifts/change-shift.server.ts";
import { claimShift } from "#app/domain/shifts/claim-shift.server.ts";
import { decideSwap } from "#app/domain/shifts/decide-swap.server.ts";
import { offerSwap } from "#app/domain/shifts/offer-swap.server.ts";
import { releaseShift } from "#app/domain/shifts/release-shift.server.ts";
import { saveShiftSettings } from "#app/domain/shifts/save-shift-settings.server.ts";
import { agentShifts, calendarOf, ownShiftPage, shiftPage, weekPlan } from "#app/domain/shifts/shifts.server.ts";
import { withdrawSwap } from "#app/domain/shifts/withdraw-swap.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { eventsOf } from "#tests/factories/events.ts";
import {
  draft,
  type GivenTeam,
  givenShift,
  givenTeam,
  inWords,
  planned,
  shiftById,
  thursday,
  weekInWords,
} from "#tests/factories/shifts.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

type Member = GivenTeam["team"][number];
const by = (one: Member, now = thursday) => ({ actor: one.freelancer.agent, now });
const release = (db: Db, shiftId: string, context: Parameters<typeof releaseShift>[2]) =>
  db.transaction((tx) => releaseShift(tx, { shiftId, reason: "A wedding" }, context));
const claim = (db: Db, shiftId: string, context: Parameters<typeof claimShift>[2]) =>
  db.transaction((tx) => claimShift(tx, { shiftId }, context));
const offer = (db: Db, shiftId: string, to: Member, context: Parameters<typeof offerSwap>[2], returnShiftId?: string) =>
  db.transaction((tx) => offerSwap(tx, { shiftId, toContractId: to.contract.id, returnShiftId }, context));
const answer = (db: Db, swapId: string, said: "accept" | "decline", context: Parameters<typeof answerSwap>[2]) =>
  db.transaction((tx) => answerSwap(tx, { swapId, answer: said }, context));
const decide = (db: Db, swapId: string, decision: "approve" | "refuse", context: Parameters<typeof decideSwap>[2]) =>
  db.transaction((tx) => decideSwap(tx, { swapId, decision }, context));
const holderOf = async (db: Db, id: string) => (await shiftById(db, id))?.agentId;
const withApproval = (db: Db, { businessId, manager }: GivenTeam) =>
  db.transaction((tx) => saveShiftSettings(tx, { businessId, swapsNeedApproval: true }, manager));

test("a shift given back is open to colleagues, and the first who asks has it", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno", "Carla"]);
  const [ana, bruno, carla] = given.team as [Member, Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  await release(db, id, by(ana));
  await release(db, id, by(ana));
  const open = async (one: Member) =>
    (await agentShifts(db, { agentId: one.freelancer.agentId, week: planned, now: thursday }, one.freelancer.agent)).open.length;
  expect([await open(ana), await open(bruno), await open(carla)]).toEqual([1, 1, 1]);
  const answers = await Promise.allSettled([claim(db, id, by(bruno)), claim(db, id, by(carla))]);
  expect(answers.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  const winner = answers[0]!.status === "fulfilled" ? bruno : carla;
  await claim(db, id, by(winner));
  expect(await holderOf(db, id)).toBe(winner.freelancer.agentId);
  expect(await eventsOf(db, "shiftId", id)).toEqual(["shift.released", "shift.claimed"]);
  const { moves } = await shiftPage(db, id, given.people.viewer);
  expect(moves.map((one) => one.move)).toEqual(["published", "released", "claimed"]);
  expect(moves[1]).toMatchObject({ by: "Ana", to: null, note: "A wedding" });
});

test("who has another shift then, or no room in the week, cannot take one", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"], {}, { weeklyLimitMinutes: 480 });
  const [ana, bruno] = given.team as [Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-14:00");
  await givenShift(db, given, bruno.contract, "2026-11-24 09:00-13:00");
  await release(db, id, by(ana));
  const refusal = () => claim(db, id, by(bruno)).catch((error: { key: string }) => error.key);
  expect(await refusal()).toBe("shifts:errors.overLimit");
  const { id: other } = await givenShift(db, given, ana.contract, "2026-11-24 12:00-14:00");
  await release(db, other, by(ana));
  expect(await claim(db, other, by(bruno)).catch((error: { key: string }) => error.key)).toBe("shifts:errors.overlap");
  // It is not shown to whom it cannot fit.
  const { open } = await agentShifts(
    db,
    { agentId: bruno.freelancer.agentId, week: planned, now: thursday },
    bruno.freelancer.agent,
  );
  expect(open.map((one) => [inWords(one), one.hasRoom])).toEqual([["Mon 09:00-14:00", false]]);
  const hers = await agentShifts(db, { agentId: ana.freelancer.agentId, week: planned, now: thursday }, ana.freelancer.agent);
  expect(hers.open.map((one) => [inWords(one), one.hasRoom])).toEqual([
    ["Mon 09:00-14:00", true],
    ["Tue 12:00-14:00", true],
  ]);
});

test("drafts bind nobody: who takes a shift, by claim, swap or the planner, loses the drafts that lie over it", async ({
  db,
}) => {
  const given = await givenTeam(db, ["Ana", "Bruno"], {}, { weeklyLimitMinutes: 480 });
  const [ana, bruno] = given.team as [Member, Member];
  const ids: string[] = [];
  for (const day of ["23", "24", "25"]) ids.push((await givenShift(db, given, ana.contract, `2026-11-${day} 09:00-11:00`)).id);
  for (const day of ["23", "24", "25"]) await draft(db, given, bruno.contract, `2026-11-${day} 10:00-12:30`);
  await release(db, ids[0]!, by(ana));
  await claim(db, ids[0]!, by(bruno));
  const swap = await offer(db, ids[1]!, bruno, by(ana));
  await answer(db, swap.id, "accept", by(bruno));
  const when = { startsAt: at("2026-11-25T09:00Z"), endsAt: at("2026-11-25T11:00Z") };
  await db.transaction((tx) =>
    changeShift(tx, { shiftId: ids[2]!, ...when, contractId: bruno.contract.id, note: "" }, given.manager),
  );
  for (const id of ids) expect(await holderOf(db, id)).toBe(bruno.freelancer.agentId);
  expect(await weekInWords(db, given.roleId)).toEqual([
    "Mon 09:00-11:00 published",
    "Tue 09:00-11:00 published",
    "Wed 09:00-11:00 published",
  ]);
});

test("a planner who moves a draft and its agent who takes a shift over it do not wait for each other in a circle", async ({
  db,
}) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team as [Member, Member];
  for (const day of ["23", "24", "25", "26", "27"]) {
    const { id } = await givenShift(db, given, ana.contract, `2026-11-${day} 09:00-11:00`);
    await release(db, id, by(ana));
    const [row] = await draft(db, given, bruno.contract, `2026-11-${day} 10:00-12:00`);
    const [startsAt, endsAt] = [at(`2026-11-${day}T10:30Z`), at(`2026-11-${day}T12:30Z`)];
    const moved = db.transaction((tx) => changeShift(tx, { shiftId: row!.id, startsAt, endsAt, note: "" }, given.manager));
    const [claimed, change] = await Promise.allSettled([claim(db, id, by(bruno)), moved]);
    expect(claimed.status).toBe("fulfilled");
    // The draft was moved first and went with the claim, or was gone, or had become one that no longer fits.
    if (change.status === "rejected") expect([NotFound, Conflict]).toContain(change.reason.constructor);
    expect(await holderOf(db, id)).toBe(bruno.freelancer.agentId);
  }
  expect((await weekInWords(db, given.roleId)).filter((one) => one.endsWith("draft"))).toEqual([]);
});

test("what has begun stays as it is", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team as [Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  const { id: free } = await givenShift(db, given, ana.contract, "2026-11-23 14:00-16:00");
  await release(db, free, by(ana));
  const swap = await offer(db, id, bruno, by(ana));
  const nine = at("2026-11-23T09:00Z");
  await expect(release(db, id, by(ana, nine))).rejects.toThrow(Conflict);
  await expect(offer(db, id, bruno, by(ana, nine))).rejects.toThrow(Conflict);
  await expect(answer(db, swap.id, "accept", by(bruno, nine))).rejects.toThrow(Conflict);
  await expect(claim(db, free, by(bruno, at("2026-11-23T14:00Z")))).rejects.toThrow(Conflict);
  expect(await holderOf(db, id)).toBe(ana.freelancer.agentId);
  const { swaps } = await agentShifts(
    db,
    { agentId: bruno.freelancer.agentId, week: planned, now: nine },
    bruno.freelancer.agent,
  );
  expect(swaps).toEqual([]);
});

test("two agents swap shifts that lie over each other, both or neither", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"], {}, { weeklyLimitMinutes: 300 });
  const [ana, bruno] = given.team as [Member, Member];
  const { id: hers } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  const { id: his } = await givenShift(db, given, bruno.contract, "2026-11-23 10:00-14:00");
  const swap = await offer(db, hers, bruno, by(ana), his);
  await expect(offer(db, hers, bruno, by(ana))).rejects.toThrow(Conflict);
  await Promise.all([answer(db, swap.id, "accept", by(bruno)), answer(db, swap.id, "accept", by(bruno))]);
  expect([await holderOf(db, hers), await holderOf(db, his)]).toEqual([bruno.freelancer.agentId, ana.freelancer.agentId]);
  expect(await eventsOf(db, "swapId", swap.id)).toEqual(["swap.offered", "swap.answered"]);
  const { waiting } = await ownShiftPage(
    db,
    { shiftId: his, agentId: ana.freelancer.agentId, now: thursday },
    ana.freelancer.agent,
  );
  expect(waiting).toBeNull();
});

test("where the business wants it so, a swap waits for a manager", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team as [Member, Member];
  await withApproval(db, given);
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  const swap = await offer(db, id, bruno, by(ana));
  await expect(decide(db, swap.id, "approve", given.manager)).rejects.toThrow(Conflict);
  await answer(db, swap.id, "accept", by(bruno));
  await answer(db, swap.id, "accept", by(bruno));
  expect(await holderOf(db, id)).toBe(ana.freelancer.agentId);
  const { swaps } = await weekPlan(db, { businessId: given.businessId, roleId: null, week: planned }, given.people.viewer);
  expect(swaps.map((one) => [one.fromName, one.toName, one.state])).toEqual([["Ana", "Bruno", "agreed"]]);
  for (const [actor, error] of [
    [given.people.viewer, Forbidden],
    [ana.freelancer.agent, NotFound],
    [(await givenBusiness(db)).owner, NotFound],
  ] as const)
    await expect(decide(db, swap.id, "approve", { actor, now: thursday })).rejects.toThrow(error);
  await decide(db, swap.id, "approve", given.manager);
  await decide(db, swap.id, "approve", given.manager);
  await expect(decide(db, swap.id, "refuse", given.manager)).rejects.toThrow(Conflict);
  expect(await holderOf(db, id)).toBe(bruno.freelancer.agentId);

  const back = await offer(db, id, ana, by(bruno));
  await answer(db, back.id, "accept", by(ana));
  await decide(db, back.id, "refuse", given.manager);
  expect(await holderOf(db, id)).toBe(bruno.freelancer.agentId);
});

test("a swap is declined, taken back, or lapses with its shift", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team as [Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  const first = await offer(db, id, bruno, by(ana));
  await answer(db, first.id, "decline", by(bruno));
  await answer(db, first.id, "decline", by(bruno));
  await expect(answer(db, first.id, "accept", by(bruno))).rejects.toThrow(Conflict);
  const second = await offer(db, id, bruno, by(ana));
  const withdraw = (context: Parameters<typeof withdrawSwap>[2]) =>
    db.transaction((tx) => withdrawSwap(tx, { swapId: second.id }, context));
  await expect(withdraw(by(bruno))).rejects.toThrow(NotFound);
  await withdraw(by(ana));
  await withdraw(by(ana));
  const third = await offer(db, id, bruno, by(ana));
  await release(db, id, by(ana));
  await expect(answer(db, third.id, "accept", by(bruno))).rejects.toThrow(Conflict);
  expect((await shiftById(db, id))?.state).toBe("open");
});

test("a swap needs a colleague of the same role, and a shift that is still theirs", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const other = await givenTeam(db, ["Dora"]);
  const [ana, bruno] = given.team as [Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  const { id: his } = await givenShift(db, given, bruno.contract, "2026-11-24 09:00-13:00");
  await expect(offer(db, id, other.team[0]!, by(ana))).rejects.toThrow(Invalid);
  await expect(offer(db, id, ana, by(ana))).rejects.toThrow(Invalid);
  await expect(offer(db, id, bruno, by(ana), id)).rejects.toThrow(Invalid);
  const swap = await offer(db, id, bruno, by(ana), his);
  await release(db, his, by(bruno));
  await expect(answer(db, swap.id, "accept", by(bruno))).rejects.toThrow(Conflict);
});

test.for([
  ["a colleague", NotFound],
  ["a stranger among the agents", NotFound],
  ["the manager", Forbidden],
  ["another business", NotFound],
] as const)("%s cannot give back or offer somebody’s shift", async ([who, error], { db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno", "Carla"]);
  const [ana, bruno, carla] = given.team as [Member, Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  const swap = await offer(db, id, bruno, by(ana));
  const stranger = await givenAgent(db);
  const actor = {
    "a colleague": carla.freelancer.agent,
    "a stranger among the agents": stranger.agent,
    "the manager": given.people.manager,
    "another business": (await givenBusiness(db)).owner,
  }[who];
  const context = { actor, now: thursday };
  await expect(release(db, id, context)).rejects.toThrow(error);
  await expect(offer(db, id, bruno, context)).rejects.toThrow(error);
  await expect(answer(db, swap.id, "accept", context)).rejects.toThrow(error);
  await expect(db.transaction((tx) => withdrawSwap(tx, { swapId: swap.id }, context))).rejects.toThrow(error);
  await release(db, id, by(ana));
  if (who !== "a colleague") await expect(claim(db, id, context)).rejects.toThrow(error);
  expect(await weekInWords(db, given.roleId)).toEqual(["Mon 09:00-13:00 open"]);
});

test("a colleague does not read somebody’s shift, and the calendar has one’s own published ones", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team as [Member, Member];
  const { id } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  await draft(db, given, ana.contract, "2026-11-24 09:00-13:00");
  const { agentId, agent } = bruno.freelancer;
  await expect(ownShiftPage(db, { shiftId: id, agentId, now: thursday }, agent)).rejects.toThrow(NotFound);
  await expect(shiftPage(db, id, agent)).rejects.toThrow(NotFound);
  await expect(calendarOf(db, { agentId: ana.freelancer.agentId, from: thursday }, agent)).rejects.toThrow(NotFound);
  const rows = await calendarOf(db, { agentId: ana.freelancer.agentId, from: thursday }, ana.freelancer.agent);
  expect(rows.map((row) => [inWords(row), row.sequence, row.businessName])).toEqual([["Mon 09:00-13:00", 1, "Lumen"]]);
});

test("when a contract ends, its drafts go and its coming shifts are open; what has begun stays", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team as [Member, Member];
  const { id: done } = await givenShift(db, given, ana.contract, "2026-11-23 09:00-13:00");
  await givenShift(db, given, ana.contract, "2026-11-24 09:00-13:00");
  await draft(db, given, ana.contract, "2026-11-25 09:00-13:00");
  const now = at("2026-11-23T11:00Z");
  await db.transaction((tx) =>
    endContract(tx, { contractId: ana.contract.id, reason: "Season over" }, { ...given.manager, now }),
  );
  await settleAt(db, now);
  await settleAt(db, now);
  expect(await weekInWords(db, given.roleId)).toEqual(["Mon 09:00-13:00 published", "Tue 09:00-13:00 open"]);
  expect(await holderOf(db, done)).toBe(ana.freelancer.agentId);
  const { open } = await agentShifts(db, { agentId: bruno.freelancer.agentId, week: planned, now }, bruno.freelancer.agent);
  expect(open.map(inWords)).toEqual(["Tue 09:00-13:00"]);
});
