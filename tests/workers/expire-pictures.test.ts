import { asc, eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { expirePictures as expire } from "#app/domain/diary/expire-pictures.server.ts";
import { verifyChain } from "#app/domain/diary/verify-chain.server.ts";
import { contractsInDispute } from "#app/domain/disputes/contracts-in-dispute.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { chargebacks } from "#db/schema/billing.ts";
import { diaryChain, pictures } from "#db/schema/diary.ts";
import { disputes } from "#db/schema/disputes.ts";
import { givenFrozenWeek } from "#tests/factories/diary.ts";
import { givenFolderStorage, givenPicturedWork, receive, receivedAt } from "#tests/factories/pictures.ts";
import { pngOf } from "#tests/factories/png.ts";
import { expect, test } from "#tests/setup/test.ts";
import type { JobDeps } from "#workers/deps.ts";
import { expirePictures } from "#workers/jobs/expire-pictures.ts";

const png = pngOf(60, 40, (x, y) => [x % 256, y % 256, 90]);
const lastDay = addDays(receivedAt, 90);
const dayAfter = new Date(lastDay.getTime() + 1);

/** The job alone: what follows a deletion wants a store of files. */
const night = (db: Db, now: Date) =>
  expirePictures.run({}, { db, context: () => ({ actor: system, now }) } as unknown as JobDeps);

async function givenPicture(db: Db) {
  const given = await givenPicturedWork(db);
  const { id } = await receive(db, givenFolderStorage().storage, given, { content: png });
  const state = async () => (await db.select().from(pictures).where(eq(pictures.id, id)))[0]!;
  return { ...given, id, state };
}

test("after its 90 days a picture goes, once, and its tombstone and chain say that it was its time", async ({ db }) => {
  const { id, contract, freelancer, state } = await givenPicture(db);
  await night(db, lastDay);
  expect((await state()).state).toBe("stored");
  await night(db, dayAfter);
  await night(db, addDays(dayAfter, 1));
  expect(await state()).toMatchObject({ state: "deleted", deletedAt: dayAfter, deletedBy: null, deletedWhy: "expired" });
  const chain = await db.select().from(diaryChain).where(eq(diaryChain.contractId, contract.id)).orderBy(asc(diaryChain.seq));
  const told = chain.filter((one) => one.kind === "pictureDeletion").map((one) => JSON.parse(one.content));
  expect(told).toEqual([{ pictureId: id, by: null, why: "expired", reason: "" }]);
  expect(await verifyChain(db, contract.id, freelancer.agent)).toMatchObject({ broken: null });
});

test("while a dispute about the contract is open its pictures stay, and others' go; after it they go too", async ({ db }) => {
  const [held, other] = [await givenPicture(db), await givenPicture(db)];
  const week = await givenFrozenWeek(db, held, "2026-11-16");
  const id = newId();
  const { businessId, agentId } = held.contract;
  await db.insert(disputes).values({
    id,
    timesheetId: week.id,
    contractId: held.contract.id,
    businessId,
    agentId,
    reason: "not-worked",
    statement: "Nobody answered the chat in this time.",
    claimed: 200n,
    currency: "USD",
    openedBy: held.people.manager.userId,
    openedAt: receivedAt,
    answerDueAt: receivedAt,
    decisionDueAt: receivedAt,
  });
  expect(await contractsInDispute(db)).toContain(held.contract.id);
  await night(db, dayAfter);
  expect([(await held.state()).state, (await other.state()).state]).toEqual(["stored", "deleted"]);
  await db.update(disputes).set({ state: "decided" }).where(eq(disputes.id, id));
  await night(db, dayAfter);
  expect((await held.state()).state).toBe("deleted");
});

test("while a bank's chargeback against the business is open they stay", async ({ db }) => {
  const held = await givenPicture(db);
  const id = newId();
  await db.insert(chargebacks).values({
    id,
    businessId: held.people.business.id,
    stripeChargeId: "ch_1",
    stripeDisputeId: "dp_1",
    state: "underReview",
    reason: "fraudulent",
    amount: 1_000n,
    currency: "USD",
    openedAt: receivedAt,
  });
  await night(db, dayAfter);
  expect((await held.state()).state).toBe("stored");
  await db.update(chargebacks).set({ state: "won", closedAt: dayAfter }).where(eq(chargebacks.id, id));
  await night(db, dayAfter);
  expect((await held.state()).state).toBe("deleted");
});

test("some at a time, until none are left; people do not", async ({ db }) => {
  const given = [await givenPicture(db), await givenPicture(db), await givenPicture(db)];
  const run = (actor = system as typeof system | (typeof given)[0]["people"]["owner"]) =>
    db.transaction((tx) => expire(tx, { held: [], atOnce: 2 }, { actor, now: dayAfter }));
  await expect(run(given[0]!.people.owner)).rejects.toThrow(Forbidden);
  expect(await run()).toBe(true);
  while (await run());
  for (const one of given) expect((await one.state()).state).toBe("deleted");
});
