import { eq } from "drizzle-orm";
import { startCardSetupFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { receive } from "#app/kernel/inbox.server.ts";
import { addDays } from "#app/kernel/time.ts";
import { cardSetups, paymentMethods } from "#db/schema/billing.ts";
import { inbox, inboxCursors } from "#db/schema/kernel.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { cards } from "#tests/factories/billing.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** Somebody's card is entered on the hosted page, and no webhook tells of it. */
async function givenUntoldCard({ db, stripe, control, now }: MoneyWorld) {
  const { business, finance } = await givenBusiness(db);
  const wish = { businessId: business.id, returnTo: "https://deskhand.example/business/cards" };
  await startCardSetupFlow(db, stripe, wish, { actor: finance, now: now() });
  const [setup] = await db.select().from(cardSetups).where(eq(cardSetups.businessId, business.id));
  control.completeCheckout(setup!.stripeSessionId!, cards.works);
  return () => db.select().from(paymentMethods).where(eq(paymentMethods.businessId, business.id));
}

test("what no webhook brought is found days later, though newer messages were heard meanwhile", async ({ world }) => {
  await world.settle();
  const cardsOf = await givenUntoldCard(world);
  // The workers stand still for three days while webhooks go on to be stored.
  const later = addDays(world.now(), 3);
  const payload = {
    id: "evt_heard",
    type: "customer.created",
    created: later.getTime() / 1000,
    data: { object: { id: "cus_1" } },
  };
  const heard = { source: "stripe", externalId: "evt_heard", type: "customer.created", account: null, payload };
  await world.db.transaction((tx) => receive(tx, heard, later));
  expect(await cardsOf()).toHaveLength(0);
  await world.advanceTo(later.toISOString());
  await world.settle();
  expect(await cardsOf()).toHaveLength(1);
});

test("a reading that broke off is read again from where the last whole one began", async ({ world }) => {
  await world.settle();
  const [before] = await world.db.select().from(inboxCursors).where(eq(inboxCursors.source, "stripe"));
  const cardsOf = await givenUntoldCard(world);
  world.control.setFaults([{ path: "/v1/events", method: "GET", times: 1_000, status: 500 }]);
  await expect(world.advanceTo(addDays(world.now(), 2).toISOString())).rejects.toThrow();
  const [after] = await world.db.select().from(inboxCursors).where(eq(inboxCursors.source, "stripe"));
  expect(after).toEqual(before);
  world.control.setFaults([]);
  await world.settle();
  await world.settle();
  expect(await cardsOf()).toHaveLength(1);
  const stored = await world.db.select().from(inbox).where(eq(inbox.type, "checkout.session.completed"));
  expect(stored).toHaveLength(1);
});
