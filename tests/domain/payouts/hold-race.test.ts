import { holdPayout } from "#app/domain/payouts/hold-payout.server.ts";
import { releasePayout } from "#app/domain/payouts/release-payout.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf, standingOf, stripeAvailable } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

const reason = "Name differs from the bank's";

/** 289.40 of an agent's week asked to be paid out, not sent yet; rail B in Brazil, rail A in Portugal. */
async function givenReserved(world: MoneyWorld, country: string) {
  const working = await givenWorking(world, { country });
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T12:30Z");
  const { agentId } = working;
  const { db, deps } = world;
  const { id: payoutId } = await db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, deps.context()));
  const finance = await givenStaff(db);
  const context = () => ({ actor: finance, now: world.now() });
  return {
    ...working,
    payoutId,
    hold: () => db.transaction((tx) => holdPayout(tx, { payoutId, reason }, context())),
    release: () => db.transaction((tx) => releasePayout(tx, { payoutId, reason }, context())),
    send: (stripe = world.stripe) => sendPayoutFlow(db, stripe, { payoutId }, deps.context()),
    payout: async () => (await payoutsOf(db, agentId))[0]!,
  };
}

/** Stripe, and what somebody does while it is asked to create or confirm a payout intent. */
function whileAsked(stripe: StripeEdge, method: "create" | "confirm", act: () => Promise<unknown>): StripeEdge {
  const { payoutIntents } = stripe.v2.moneyManagement;
  const intents = new Proxy(payoutIntents, {
    get: (of, name) =>
      name === method
        ? async (...given: unknown[]) => {
            await act();
            return (Reflect.get(of, name) as (...all: unknown[]) => unknown).call(of, ...given);
          }
        : Reflect.get(of, name),
  });
  const moneyManagement = Object.assign(Object.create(stripe.v2.moneyManagement), { payoutIntents: intents });
  return Object.assign(Object.create(stripe), { v2: Object.assign(Object.create(stripe.v2), { moneyManagement }) }) as StripeEdge;
}

/** Until the money for it is in the financial account. */
async function funded(world: MoneyWorld, { send, payout }: Awaited<ReturnType<typeof givenReserved>>) {
  world.control.setFaults([{ path: "/v2/money_management/payout_intents", method: "POST", times: 1_000, status: 503 }]);
  await send().catch(() => undefined);
  await world.advanceTo("2026-11-25T15:30Z").catch(() => undefined);
  world.control.setFaults([]);
  expect((await payout()).fundedAt).not.toBeNull();
}

test("a hold during the confirmation at Stripe is refused, and says why; the payout goes", async ({ world }) => {
  const given = await givenReserved(world, "BR");
  await funded(world, given);
  let said: unknown;
  const outcome = await given.send(
    whileAsked(world.stripe, "confirm", () =>
      given.hold().catch((error: unknown) => {
        said = error;
      }),
    ),
  );
  expect(said).toMatchObject({ key: "payouts:errors.underway", status: 409 });
  await world.settle();
  expect([outcome, (await given.payout()).state]).toEqual(["sent", "sent"]);
  await expect(given.hold()).rejects.toMatchObject({ status: 409 });
});

test("a hold before the confirmation wins: nothing is confirmed until it is let go", async ({ world }) => {
  const given = await givenReserved(world, "BR");
  await funded(world, given);
  expect(await given.send(whileAsked(world.stripe, "create", given.hold))).not.toBe("sent");
  await world.settle();
  expect(await given.payout()).toMatchObject({ state: "held", holdReason: reason, stripeOutboundPaymentId: null });
  expect(await given.release()).toBe("done");
  await world.settle();
  expect((await given.payout()).state).toBe("sent");
});

test("one that waits for funds is held by a person, and stays when they come", async ({ world }) => {
  const given = await givenReserved(world, "PT");
  const { usd = 0 } = await stripeAvailable(world);
  await world.stripe.payouts.create({ amount: usd - 100, currency: "usd" });
  expect(await given.send()).toBe("held");
  expect(await given.payout()).toMatchObject({ holdReason: "funds", underwaySince: null });
  await given.hold();
  expect(await given.payout()).toMatchObject({ state: "held", holdReason: reason });
  await world.settle();
  for (const day of ["2026-11-23", "2026-11-24"]) await work(world.db, given, day, 1_200);
  await world.advanceTo("2026-12-09T12:00Z");
  expect(await given.payout()).toMatchObject({ state: "held", holdReason: reason });
  expect(await given.release()).toBe("done");
  await world.advanceTo("2026-12-11T12:00Z");
  expect(await standingOf(world.db, given.agentId)).toMatchObject({ paidOut: "289.40" });
});
