import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { rankingMeanMilli } from "#app/domain/reviews/review.ts";
import {
  dueReviews,
  openReviewsOfAgent,
  reviewChances,
  reviewsOfContract,
  reviewsOfSide,
} from "#app/domain/reviews/reviews.server.ts";
import { writeReview } from "#app/domain/reviews/write-review.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";
import { reviews } from "#db/schema/reviews.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { closeWeek, givenPaidWeeks, workWeek } from "#tests/factories/reviews.ts";
import { runAt, settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { revealReviews } from "#workers/jobs/reveal-reviews.ts";

const week = "2026-06-01";
/** A day after the first week's pay became available. */
const now = at("2026-06-18T10:00Z");

async function givenPaidContract(db: Db) {
  const given = await givenContract(db, { from: week });
  await givenPaidWeeks(db, given, { from: week });
  const contract = { ...given.contract, state: "active" };
  return { ...given, contract };
}

function write(
  db: Db,
  { contract }: { contract: { id: string } },
  actor: Actor,
  stars = 5,
  { words = "Thank you.", occasion = "first-paid-week" as "first-paid-week" | "end", when = now } = {},
) {
  return db.transaction((tx) => writeReview(tx, { contractId: contract.id, occasion, stars, words }, { actor, now: when }));
}

const wordsSeenBy = async (db: Db, { contract }: Awaited<ReturnType<typeof givenPaidContract>>, actor: Actor) =>
  (await reviewsOfContract(db, contract, actor)).map((one) => one.words).sort();

test("a rating is blind: its writer reads it, the other side only once both have written", async ({ db }) => {
  const given = await givenPaidContract(db);
  const { manager, viewer } = given.people;
  const { agent, agentId } = given.freelancer;

  await write(db, given, manager, 5, { words: "Careful and quick." });
  await settleAt(db, now);
  expect(await wordsSeenBy(db, given, manager)).toEqual(["Careful and quick."]);
  expect(await wordsSeenBy(db, given, viewer)).toEqual(["Careful and quick."]);
  expect(await wordsSeenBy(db, given, agent)).toEqual([]);
  expect(await openReviewsOfAgent(db, agentId)).toEqual([]);
  expect(await reviewsOfSide(db, { agentId }, agent)).toEqual({ about: [], written: [] });

  await write(db, given, agent, 4, { words: "Clear briefings." });
  await settleAt(db, now);
  const both = ["Careful and quick.", "Clear briefings."];
  expect(await wordsSeenBy(db, given, agent)).toEqual(both);
  expect(await wordsSeenBy(db, given, manager)).toEqual(both);
  expect(await openReviewsOfAgent(db, agentId)).toMatchObject([{ stars: 5, words: "Careful and quick.", businessName: "Lumen" }]);
  expect(await reviewsOfSide(db, { agentId }, agent)).toMatchObject({
    about: [{ words: "Careful and quick." }],
    written: [{ words: "Clear briefings." }],
  });
});

test("a rating that stays alone opens after fourteen days, not a minute before", async ({ db }) => {
  const given = await givenPaidContract(db);
  const { agent } = given.freelancer;
  await write(db, given, given.people.manager);

  await runAt(db, at("2026-07-02T09:59Z"), revealReviews);
  expect(await wordsSeenBy(db, given, agent)).toEqual([]);

  await runAt(db, at("2026-07-02T10:00Z"), revealReviews);
  expect(await wordsSeenBy(db, given, agent)).toEqual(["Thank you."]);
});

test("each contract's opened ratings are told, also two of one agent on one day", async ({ db }) => {
  const freelancer = await givenAgent(db);
  const opened: string[] = [];
  for (const from of ["2026-06-01", "2026-06-08"]) {
    const given = await givenContract(db, { agent: freelancer, from });
    await givenPaidWeeks(db, given, { from });
    await write(db, given, given.people.manager, 5, { when: at("2026-06-30T10:00Z") });
    opened.push(given.contract.id);
  }
  await runAt(db, at("2026-07-20T05:00Z"), revealReviews);
  const told = await db.select().from(events).where(eq(events.name, "review.revealed"));
  expect(told.map((event) => event.payload).filter((payload) => payload.agentId === freelancer.agentId)).toEqual(
    expect.arrayContaining(opened.map((contractId) => ({ contractId, agentId: freelancer.agentId }))),
  );
});

test("the same words sent twice are one rating; another one of the same side is refused", async ({ db }) => {
  const given = await givenPaidContract(db);
  const { owner, manager } = given.people;
  await Promise.all([write(db, given, manager), write(db, given, manager)]);
  await write(db, given, manager);

  await expect(write(db, given, manager, 1)).rejects.toThrow(Conflict);
  await expect(write(db, given, owner)).rejects.toThrow("reviews:errors.written");
  const kept = await db.select().from(reviews).where(eq(reviews.contractId, given.contract.id));
  expect(kept).toMatchObject([{ side: "business", stars: 5, writtenBy: manager.userId, revealedAt: null }]);
});

test("before the first week is paid it is too early, and so is the end's rating before the end", async ({ db }) => {
  const given = await givenContract(db, { from: week });
  const { manager } = given.people;
  const { agent } = given.freelancer;
  await workWeek(db, given, week, 600);
  await closeWeek(db, given, week);

  await expect(write(db, given, agent)).rejects.toThrow("reviews:errors.noPaidWeek");
  await expect(write(db, given, manager)).rejects.toThrow(Conflict);
  await expect(write(db, given, agent, 5, { occasion: "end" })).rejects.toThrow("reviews:errors.notEnded");
  expect(await dueReviews(db, { agentId: given.freelancer.agentId }, agent)).toEqual([]);
  expect(await reviewChances(db, { ...given.contract, state: "active" }, agent)).toEqual([
    { occasion: "first-paid-week", chance: "tooEarly" },
    { occasion: "end", chance: "tooEarly" },
  ]);
});

test("a contract is rated after its first paid week and again at its end; each side is asked until it has", async ({ db }) => {
  const given = await givenPaidContract(db);
  const { manager } = given.people;
  const { agent, agentId } = given.freelancer;
  const due = async () => (await dueReviews(db, { agentId }, agent)).map((one) => one.contractId);
  expect(await due()).toEqual([given.contract.id]);
  await write(db, given, agent);
  expect(await due()).toEqual([]);

  await db.transaction((tx) =>
    endContract(tx, { contractId: given.contract.id, reason: "Season over" }, { actor: manager, now }),
  );
  expect(await due()).toEqual([given.contract.id]);
  expect(await reviewChances(db, { ...given.contract, state: "ended" }, agent)).toEqual([
    { occasion: "first-paid-week", chance: "written" },
    { occasion: "end", chance: "open" },
  ]);
  await write(db, given, agent, 4, { occasion: "end" });
  expect(await due()).toEqual([]);
  expect(await dueReviews(db, { businessId: given.people.business.id }, manager)).toHaveLength(1);
});

test("open ratings move the agent's mean: (5 x 4.5 + stars) / (5 + n), thousandths rounded down", async ({ db }) => {
  const freelancer = await givenAgent(db);
  const rating = async () => {
    const { ratingMilli, ratingCount } = await agentProfile(db, freelancer.agentId);
    return [ratingMilli, ratingCount];
  };
  expect(await rating()).toEqual([4_500, 0]);

  for (const [from, stars, mean] of [
    ["2026-06-01", 5, 4_583],
    ["2026-06-08", 3, 4_357],
    ["2026-06-15", 4, 4_312],
  ] as const) {
    const given = await givenContract(db, { agent: freelancer, from });
    await givenPaidWeeks(db, given, { from });
    const before = await rating();
    await write(db, given, given.people.manager, stars, { when: addDays(now, 30) });
    await settleAt(db, addDays(now, 30));
    expect(await rating(), "a blind rating does not count yet").toEqual(before);
    await write(db, given, freelancer.agent, 1, { when: addDays(now, 30) });
    await settleAt(db, addDays(now, 30));
    expect((await rating())[0]).toBe(mean);
  }
  expect((await rating())[1]).toBe(3);
});

test.for([
  [[], 4_500],
  [[5], 4_583],
  [[1], 3_916],
  [[5, 5, 5, 5, 5], 4_750],
  [[1, 1, 1, 1, 1], 2_750],
] as const)("the mean of %j is %i thousandths", ([stars, milli]) => {
  expect(rankingMeanMilli([...stars])).toBe(milli);
});

test("nobody rates for others", async ({ db }) => {
  const given = await givenPaidContract(db);
  const { finance, viewer } = given.people;
  const stranger = await givenAgent(db);
  const other = await givenOtherBusiness(db);

  for (const [who, actor, error] of [
    ["a finance member", finance, Forbidden],
    ["a viewer", viewer, Forbidden],
    ["another agent", stranger.agent, NotFound],
    ["another business's owner", other.owner, NotFound],
    ["the system", { kind: "system", userId: null } as const, Forbidden],
  ] as const) {
    await expect(write(db, given, actor), who).rejects.toThrow(error);
  }
  await expect(reviewsOfContract(db, given.contract, other.owner)).rejects.toThrow(NotFound);
  await expect(reviewsOfSide(db, { agentId: given.freelancer.agentId }, stranger.agent)).rejects.toThrow(NotFound);
  await expect(dueReviews(db, { businessId: given.people.business.id }, other.owner)).rejects.toThrow(NotFound);
  expect(await db.select().from(reviews).where(eq(reviews.contractId, given.contract.id))).toEqual([]);
});
