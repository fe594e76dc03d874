import { bonusesOf, giveBonus, withdrawBonus } from "#app/domain/billing/give-bonus.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { bonuses } from "#db/schema/billing.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { eventsNamed, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { billOf, cards, givenCardOnFile, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

async function given(world: MoneyWorld, card: string | null = cards.works) {
  const working = await givenWorking(world, { card });
  // After the close of the week before: the next bill is this week's.
  await world.advanceTo("2026-11-09T18:00Z");
  const give = (id = newId(), amount = 5_000n, actor: Parameters<typeof giveBonus>[2]["actor"] = working.people.manager) =>
    world.db.transaction((tx) =>
      giveBonus(tx, { id, contractId: working.contract.id, amount, note: "Thank you for Friday." }, { actor, now: world.now() }),
    );
  const withdraw = (bonusId: string, actor: Parameters<typeof withdrawBonus>[2]["actor"] = working.people.owner) =>
    world.db.transaction((tx) => withdrawBonus(tx, { bonusId }, { actor, now: world.now() }));
  return { ...working, give, withdraw };
}

test("a bonus of 50.00 stands on the next bill with 5.00 of fee, and is the agent's on that bill's Wednesday, once", async ({
  world,
}) => {
  const { give, businessId, agentId, ...working } = await given(world);
  await workTheWeek(world, working as Parameters<typeof workTheWeek>[1]);
  const id = newId();
  await give(id);
  await give(id);
  expect(await eventsNamed(world.db, "bonus.given")).toEqual([{ bonusId: id }]);
  await world.advanceTo("2026-11-16T12:00Z");
  // The week's 289.40 and 28.94, the bonus's 50.00 and 5.00.
  expect(await billOf(world.db, businessId)).toMatchObject({ state: "paid", pay: 33_940n, fee: 3_394n, total: 37_334n });
  await world.advanceTo("2026-11-25T11:59Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "339.40", available: "0.00" });
  await world.advanceTo("2026-11-25T12:00Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "0.00", available: "339.40" });
  await world.advanceTo("2026-12-02T12:00Z");
  const released = await world.db.select().from(payoutReleases);
  expect(released.map((one) => [one.kind, one.amount]).sort()).toEqual([
    ["bonus", 5_000n],
    ["week", 28_940n],
  ]);
});

test("a bonus is not protected: until the business pays it waits, while the week's protected pay does not", async ({ world }) => {
  const { give, businessId, agentId, people, ...working } = await given(world, cards.declined);
  await workTheWeek(world, working as Parameters<typeof workTheWeek>[1]);
  await give();
  await world.advanceTo("2026-11-25T12:00Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "50.00", available: "289.40" });
  await givenCardOnFile(world, { businessId, member: people.finance });
  await world.advanceTo("2026-12-02T12:00Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "0.00", available: "339.40" });
});

test("it is taken back before the close, not after; taken back it is billed to nobody", async ({ world }) => {
  const { give, withdraw, businessId, contract, people, ...working } = await given(world);
  await workTheWeek(world, { contract, ...working } as Parameters<typeof workTheWeek>[1]);
  const [kept, gone] = [newId(), newId()];
  await give(kept, 100n);
  await give(gone, 7_000n);
  await withdraw(gone);
  await withdraw(gone);
  await world.advanceTo("2026-11-16T12:00Z");
  expect(await billOf(world.db, businessId)).toMatchObject({ pay: 29_040n, fee: 2_904n });
  await expect(withdraw(kept)).rejects.toBeInstanceOf(Conflict);
  const states = (await world.db.select().from(bonuses)).map((one) => [one.amount, one.fee, one.state] as const);
  expect(states.sort((a, b) => Number(a[0] - b[0]))).toEqual([
    [100n, 10n, "billed"],
    [7_000n, 700n, "withdrawn"],
  ]);
  // Both sides see the same list.
  const of = async (actor: Parameters<typeof bonusesOf>[2]) => (await bonusesOf(world.db, contract as never, actor)).rows;
  expect(await of(people.viewer)).toEqual(
    await of((working as unknown as { freelancer: { agent: typeof people.viewer } }).freelancer.agent),
  );
});

test("managers and owners give; the id of a form cannot be used for another amount", async ({ world }) => {
  const { give, withdraw, people, freelancer } = await given(world);
  const other = await givenOtherBusiness(world.db);
  const id = newId();
  await give(id);
  await expect(give(id, 6_000n)).rejects.toBeInstanceOf(Conflict);
  await expect(give(newId(), 99n)).rejects.toBeInstanceOf(RangeError);
  const wrong = [
    [people.viewer, Forbidden],
    [people.finance, Forbidden],
    [freelancer.agent, Forbidden],
    [other.owner, NotFound],
  ] as const;
  for (const [actor, error] of wrong) {
    await expect(give(newId(), 5_000n, actor)).rejects.toBeInstanceOf(error);
    await expect(withdraw(id, actor)).rejects.toBeInstanceOf(error);
  }
});
