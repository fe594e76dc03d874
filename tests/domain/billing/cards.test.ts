import { cardsOf } from "#app/domain/billing/bills.server.ts";
import {
  detachCardFlow,
  finishCardSetupFlow,
  removeCard,
  setDefaultCard,
  startCardSetupFlow,
} from "#app/domain/billing/start-card-setup-flow.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { billingCustomers, cardSetups } from "#db/schema/billing.ts";
import { givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { cards, givenCardOnFile } from "#tests/factories/billing.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

async function given(world: MoneyWorld) {
  const people = await givenBusiness(world.db, { now: world.now() });
  const businessId = people.business.id;
  const context = { actor: people.finance, now: world.now() };
  const onFile = async () =>
    (await cardsOf(world.db, businessId, people.finance)).map((card) => [card.last4, card.isDefault] as const);
  return { people, businessId, context, onFile };
}

test("a card is put on file on Stripe's page; come back twice, it is there once and the default", async ({ world }) => {
  const { people, businessId, context, onFile } = await given(world);
  const setupId = await givenCardOnFile(world, { businessId, member: people.finance });
  expect(await finishCardSetupFlow(world.db, world.stripe, { setupId }, context)).toBe("completed");
  expect(await onFile()).toEqual([["4242", true]]);
  const [customer] = await world.db.select().from(billingCustomers);
  const known = await world.stripe.customers.retrieve(customer!.stripeCustomerId!);
  expect("invoice_settings" in known && known.invoice_settings.default_payment_method).toMatch(/^pm_/);
});

test("a visit that was not finished puts nothing on file, and the event of one that was finishes it too", async ({ world }) => {
  const { people, businessId, context, onFile } = await given(world);
  await startCardSetupFlow(world.db, world.stripe, { businessId, returnTo: "https://deskhand.example/c" }, context);
  const [setup] = await world.db.select().from(cardSetups);
  expect(await finishCardSetupFlow(world.db, world.stripe, { setupId: setup!.id }, context)).toBe("open");
  expect(await onFile()).toEqual([]);
  // The person closes the window after the card was taken: only Stripe's event tells.
  world.control.completeCheckout(setup!.stripeSessionId!, cards.works);
  await world.settle();
  expect(await onFile()).toEqual([["4242", true]]);
  await givenCardOnFile(world, { businessId, member: people.owner }, cards.asksAtSetup);
  expect(await onFile()).toEqual([
    ["3155", true],
    ["4242", false],
  ]);
});

test("another card becomes the default; the default one is not removed beside others, the last one is", async ({ world }) => {
  const { people, businessId, context, onFile } = await given(world);
  await givenCardOnFile(world, { businessId, member: people.finance });
  await givenCardOnFile(world, { businessId, member: people.finance }, cards.noFunds);
  const [second, first] = await cardsOf(world.db, businessId, people.finance);
  const change = (command: typeof setDefaultCard, cardId: string) =>
    world.db.transaction((tx) => command(tx, { cardId }, context));
  await expect(change(removeCard, second!.id)).rejects.toBeInstanceOf(Conflict);
  await change(setDefaultCard, first!.id);
  await change(setDefaultCard, first!.id);
  await change(removeCard, second!.id);
  await expect(change(removeCard, second!.id)).rejects.toBeInstanceOf(NotFound);
  expect(await onFile()).toEqual([["4242", true]]);
  await change(removeCard, first!.id);
  expect(await onFile()).toEqual([]);
  // Stripe forgets them too.
  await world.settle();
  for (const card of [first!, second!]) {
    expect((await world.stripe.paymentMethods.retrieve(card.stripePaymentMethodId)).customer).toBeNull();
    await detachCardFlow(world.db, world.stripe, { paymentMethodId: card.id }, context);
  }
});

test("cards are the owner's and finance's; strangers do not find them", async ({ world }) => {
  const { people, businessId } = await given(world);
  const setupId = await givenCardOnFile(world, { businessId, member: people.finance });
  const [card] = await cardsOf(world.db, businessId, people.finance);
  const other = await givenOtherBusiness(world.db);
  const { agent } = await givenAgent(world.db);
  const wrong = [
    [people.manager, Forbidden],
    [people.viewer, Forbidden],
    [other.owner, NotFound],
    [agent, NotFound],
  ] as const;
  for (const [actor, error] of wrong) {
    const context = { actor, now: world.now() };
    const { db, stripe } = world;
    const returnTo = "https://deskhand.example/c";
    await expect(startCardSetupFlow(db, stripe, { businessId, returnTo }, context)).rejects.toBeInstanceOf(error);
    await expect(finishCardSetupFlow(db, stripe, { setupId }, context)).rejects.toBeInstanceOf(error);
    await expect(cardsOf(db, businessId, actor)).rejects.toBeInstanceOf(error);
    for (const command of [setDefaultCard, removeCard])
      await expect(db.transaction((tx) => command(tx, { cardId: card!.id }, context))).rejects.toBeInstanceOf(error);
  }
});
