import { eq } from "drizzle-orm";
import { asksPayer, isFinalDecline, nextRetry, unpaidFrom } from "#app/domain/billing/dunning.ts";
import { declareUnpaid } from "#app/domain/billing/unpaid-bills.server.ts";
import { pauseContracts, resumeContracts } from "#app/domain/contracts/pause-contracts.server.ts";
import { startTracker } from "#app/domain/diary/tracker.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { contractPauses } from "#db/schema/contracts.ts";
import { trackerSessions } from "#db/schema/diary.ts";
import { messages } from "#db/schema/messaging.ts";
import { eventsNamed } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, cards, chargesOf, givenCardOnFile, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { record, segmentsOf } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

async function givenRefused(world: MoneyWorld, card: string | null = cards.declined) {
  const working = await givenWorking(world, { card });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:00Z");
  return { ...working, bill: await billOf(world.db, working.businessId) };
}
const pauses = (world: MoneyWorld) => world.db.select().from(contractPauses).orderBy(contractPauses.pausedAt);

test("retries fall on the 1st, 3rd, 5th and 7th day after the refusal; a card that is gone is not tried again", () => {
  const refused = at("2026-11-16T12:00Z");
  expect([0, 1, 2, 3, 4].map((retries) => nextRetry(refused, retries)?.toISOString().slice(0, 10))).toEqual([
    "2026-11-17",
    "2026-11-19",
    "2026-11-21",
    "2026-11-23",
    undefined,
  ]);
  expect(unpaidFrom(refused)).toEqual(at("2026-11-23T12:00Z"));
  expect(["lost_card", "stolen_card", "expired_card"].every(isFinalDecline)).toBe(true);
  expect(["insufficient_funds", "generic_decline", null].some(isFinalDecline)).toBe(false);
  expect([asksPayer("authentication_required"), asksPayer("insufficient_funds")]).toEqual([true, false]);
});

test("a refused bill is tried on its four days; then the contracts pause, and are resumed at once when it is paid", async ({
  world,
}) => {
  const { bill, businessId, people, contract, ...working } = await givenRefused(world);
  expect(bill).toMatchObject({ state: "failed", retries: 0, nextRetryAt: at("2026-11-17T12:00Z") });
  const days = ["2026-11-17", "2026-11-19", "2026-11-21", "2026-11-23"];
  for (const [index, day] of days.entries()) {
    await world.advanceTo(`${day}T12:59Z`);
    expect(await chargesOf(world.db, bill.id)).toHaveLength(index + 1);
    expect(await pauses(world)).toEqual([]);
    await world.advanceTo(`${day}T13:00Z`);
    expect(await chargesOf(world.db, bill.id)).toHaveLength(index + 2);
  }
  expect((await chargesOf(world.db, bill.id)).map((one) => one.detail?.round)).toEqual([
    "close",
    "retry:1",
    "retry:2",
    "retry:3",
    "retry:4",
  ]);
  expect(await eventsNamed(world.db, "business.unpaid")).toEqual([{ businessId }]);
  expect(await pauses(world)).toMatchObject([{ contractId: contract.id, reason: "unpaid", resumedAt: null }]);
  expect(await billOf(world.db, businessId)).toMatchObject({ state: "failed", retries: 4, nextRetryAt: null });

  // Nothing more is tried, and time that begins inside the pause is refused with a verdict of its own.
  await world.advanceTo("2026-11-25T10:00Z");
  expect(await chargesOf(world.db, bill.id)).toHaveLength(5);
  const refused = await record(world.db, { contract, freelancer: working.freelancer }, segmentsOf(at("2026-11-25T09:00Z"), 20));
  expect(refused).toMatchObject({ stored: 0, refused: [{ key: "diary:refused.paused" }, { key: "diary:refused.paused" }] });
  const start = () =>
    world.db.transaction((tx) =>
      startTracker(
        tx,
        { contractId: contract.id, mode: "tracked", memo: "" },
        { actor: working.freelancer.agent, now: world.now() },
      ),
    );
  await expect(start()).rejects.toBeInstanceOf(Conflict);

  await givenCardOnFile(world, { businessId, member: people.finance });
  expect(await billOf(world.db, businessId)).toMatchObject({ state: "paid", overdueSince: null });
  expect(await pauses(world)).toMatchObject([{ resumedAt: world.now() }]);
  expect(await eventsNamed(world.db, "business.in-good-standing")).toEqual([{ businessId }]);
  await start();
});

test("a contract accepted while its business does not pay begins paused, and goes on with the others", async ({ world }) => {
  const { people, businessId } = await givenRefused(world, cards.declined);
  await world.advanceTo("2026-11-24T13:00Z");
  expect(await pauses(world)).toHaveLength(1);
  const { contract } = await givenContract(world.db, {
    people,
    agent: await givenAgent(world.db, { now: world.now() }),
    from: "2026-11-23",
    timeZone: "UTC",
  });
  await world.settle();
  await world.settle();
  expect((await pauses(world)).filter((one) => one.contractId === contract.id)).toMatchObject([
    { reason: "unpaid", resumedAt: null },
  ]);
  expect(await pauses(world)).toHaveLength(2);
  await givenCardOnFile(world, { businessId, member: people.finance });
  expect((await pauses(world)).every((one) => one.resumedAt !== null)).toBe(true);
});

test("while a tracker runs the contract is paused: it stops, what it ran until then counts, and the thread says so once", async ({
  world,
}) => {
  const working = await givenWorking(world);
  await world.advanceTo("2026-11-10T09:00Z");
  await world.db.transaction((tx) =>
    startTracker(
      tx,
      { contractId: working.contract.id, mode: "tracked", memo: "" },
      { actor: working.freelancer.agent, now: world.now() },
    ),
  );
  await world.advanceTo("2026-11-10T09:30Z");
  const { businessId } = working;
  const pause = (actor = world.deps.context().actor) =>
    world.db.transaction((tx) => pauseContracts(tx, { businessId, reason: "unpaid" }, { actor, now: world.now() }));
  await expect(pause(working.people.owner)).rejects.toBeInstanceOf(Forbidden);
  await pause();
  await pause();
  await world.advanceTo("2026-11-10T10:00Z");
  expect(await world.db.select().from(trackerSessions)).toEqual([]);
  expect(await eventsNamed(world.db, "segments.recorded")).toEqual([
    { contractId: working.contract.id, week: "2026-11-09", count: 3 },
  ]);
  const resume = () => world.db.transaction((tx) => resumeContracts(tx, { businessId, reason: "unpaid" }, world.deps.context()));
  await resume();
  await resume();
  const lines = await world.db.select().from(messages).where(eq(messages.kind, "system"));
  const keys = lines.map((line) => (JSON.parse(line.body) as { key: string }).key);
  expect(keys.filter((key) => key.startsWith("contractPaused") || key.startsWith("contractResumed"))).toEqual([
    "contractPaused",
    "contractResumed",
  ]);
});

test("a bank that wants to see the payer is not asked again by itself; after 7 days the contracts pause", async ({ world }) => {
  const { bill, businessId } = await givenRefused(world, cards.asksAlways);
  expect(bill).toMatchObject({ state: "failed", nextRetryAt: null });
  await world.advanceTo("2026-11-23T12:30Z");
  expect(await chargesOf(world.db, bill.id)).toHaveLength(1);
  expect(await pauses(world)).toEqual([]);
  await world.advanceTo("2026-11-23T13:00Z");
  expect(await eventsNamed(world.db, "business.unpaid")).toEqual([{ businessId }]);
  expect(await pauses(world)).toHaveLength(1);
});

test("without any card the contracts pause 7 days after the close; people do not declare it", async ({ world }) => {
  const { bill, people } = await givenRefused(world, null);
  await expect(
    world.db.transaction((tx) => declareUnpaid(tx, { billId: bill.id }, { actor: people.owner, now: world.now() })),
  ).rejects.toBeInstanceOf(Forbidden);
  await world.advanceTo("2026-11-23T13:00Z");
  expect(await pauses(world)).toHaveLength(1);
});
