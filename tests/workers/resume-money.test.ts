import { inbox } from "#db/schema/kernel.ts";
import { billOf, chargesOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf, standingOf } from "#tests/factories/payouts.ts";
import { expect, test } from "#tests/setup/money.ts";
import { resumeMoney } from "#workers/jobs/resume-money.ts";
import { settle } from "#workers/run-inline.ts";

const outage = (method: string, path: string) => [{ method, path, times: 1000, status: 503 }];

test("a charge, a payout and an event that an outage of Stripe outlasted go on within the hour, each once", async ({ world }) => {
  const working = await givenWorking(world, { country: "PL" });
  const { agentId, businessId, freelancer } = working;
  await givenOnboarded(world, freelancer);
  await workTheWeek(world, working);

  world.control.setFaults(outage("POST", "/v1/payment_intents"));
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow();
  // The queue has given the job up.
  await settle(world.deps, new Set(["charge-bill", "notify"]));
  await world.advanceTo("2026-11-16T12:29Z");
  expect((await billOf(world.db, businessId)).state).toBe("charging");
  world.control.setFaults([]);
  await world.advanceTo("2026-11-16T12:31Z");
  await resumeMoney.run({}, world.deps);
  expect((await billOf(world.db, businessId)).state).toBe("paid");
  expect(await chargesOf(world.db, (await billOf(world.db, businessId)).id)).toHaveLength(1);

  world.control.setFaults(outage("POST", "/v1/transfers"));
  await expect(world.advanceTo("2026-11-25T13:00Z")).rejects.toThrow();
  await settle(world.deps, new Set(["send-payout", "notify"]));
  // Still down: it is tried, and nothing breaks.
  await world.advanceTo("2026-11-25T13:35Z");
  expect((await payoutsOf(world.db, agentId))[0]!.state).toBe("reserved");
  world.control.setFaults([]);
  await world.advanceTo("2026-11-25T14:35Z");
  expect((await payoutsOf(world.db, agentId)).map((one) => one.state)).toEqual(["sent"]);

  await world.advanceTo("2026-11-26T12:00Z");
  world.control.setFaults(outage("GET", "/v1/payouts"));
  await expect(world.advanceTo("2026-11-28T00:00Z")).rejects.toThrow();
  await settle(world.deps, new Set(["handle-stripe-event", "notify"]));
  expect((await world.db.select().from(inbox)).some((one) => one.handledAt === null)).toBe(true);
  world.control.setFaults([]);
  await world.advanceTo("2026-11-28T02:00Z");
  await world.advanceTo("2026-11-28T03:00Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ paidOut: "289.40", onItsWay: "0.00" });
  expect((await world.db.select().from(inbox)).every((one) => one.handledAt !== null)).toBe(true);
  expect((await world.stripe.transfers.list()).data).toHaveLength(1);
});
