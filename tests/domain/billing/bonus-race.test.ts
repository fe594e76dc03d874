import { system } from "#app/domain/accounts/permissions.ts";
import { closeBill } from "#app/domain/billing/close-bill.server.ts";
import { giveBonus, withdrawBonus } from "#app/domain/billing/give-bonus.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { bills, bonuses } from "#db/schema/billing.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { closeWeek, workWeek } from "#tests/factories/reviews.ts";
import { race } from "#tests/setup/race.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const week = "2026-11-09";

/** A week of 10 hours at 12.00, frozen, and a bonus of 50.00 that no bill has yet. */
async function given(db: Db) {
  const contract = await givenContract(db, { from: week });
  await workWeek(db, contract, week, 600);
  await closeWeek(db, contract, week);
  const bonusId = newId();
  const { people } = contract;
  await db.transaction((tx) =>
    giveBonus(tx, { id: bonusId, contractId: contract.contract.id, amount: 5_000n, note: "" }, { actor: people.manager, now }),
  );
  const withdraw = (tx: Tx) => withdrawBonus(tx, { bonusId }, { actor: people.manager, now });
  const close = (tx: Tx) =>
    closeBill(tx, { businessId: people.business.id, week: "2026-11-16", currency: "USD" }, { actor: system, now });
  return { bonusId, withdraw, close };
}

test("a bonus taken back while the bill is written is not on it", async ({ db }) => {
  const { withdraw, close } = await given(db);
  const [taken, closed] = await race(db, withdraw, close);
  expect([taken.status, closed.status]).toEqual(["fulfilled", "fulfilled"]);
  expect(await db.select().from(bonuses)).toMatchObject([{ state: "withdrawn", billId: null }]);
  expect((await db.select().from(bills)).map((one) => one.pay)).not.toContain(5_000n);
});

test("a bonus that is being billed is not taken back", async ({ db }) => {
  const { bonusId, withdraw, close } = await given(db);
  const [closed, taken] = await race(db, close, withdraw);
  expect(closed.status).toBe("fulfilled");
  expect(taken).toMatchObject({ status: "rejected", reason: expect.any(Conflict) });
  expect((await db.select().from(bonuses)).find((one) => one.id === bonusId)).toMatchObject({ state: "billed" });
});
