import { cardsOf } from "#app/domain/billing/bills.server.ts";
import {
  detachCardFlow,
  finishCardSetupFlow,
  moveCard,
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

test("the order is the business's: a card moves one place a press, and the first one is the default", async ({ world }) => {
  const { people, businessId, context, onFile } = await given(world);
  for (const number of [cards.works, cards.declined, cards.noFunds])
    await givenCardOnFile(world, { businessId, member: people.finance }, number);
  const last4 = async () => (await onFile()).map(([digits]) => digits);
  expect(await last4()).toEqual(["9995", "0002", "4242"]);
  const [, , works] = await cardsOf(world.db, businessId, people.finance);
  const move = (from: number, by: "up" | "down") =>
    world.db.transaction((tx) => moveCard(tx, { cardId: works!.id, from, by }, context));
  await move(2, "up");
  await move(2, "up");
  expect(await last4()).toEqual(["9995", "4242", "0002"]);
  await move(1, "up");
  await move(0, "up");
  expect(await onFile()).toEqual([
    ["4242", true],
    ["9995", false],
    ["0002", false],
  ]);
  await move(0, "down");
  expect(await last4()).toEqual(["9995", "4242", "0002"]);
  await expect(
    world.db.transaction((tx) => moveCard(tx, { cardId: works!.id, from: 1, by: "up" }, { ...context, actor: people.viewer })),
  ).rejects.toBeInstanceOf(Forbidden);
});

test("the same card put on file again is one line, with what Stripe knows of it now; Stripe forgets the older one", async ({
  world,
}) => {
  const { people, businessId, onFile } = await given(world);
  await givenCardOnFile(world, { businessId, member: people.finance });
  const [older] = await cardsOf(world.db, businessId, people.finance);
  await givenCardOnFile(world, { businessId, member: people.finance }, cards.noFunds);
  await givenCardOnFile(world, { businessId, member: people.owner });
  expect(await onFile()).toEqual([
    ["4242", true],
    ["9995", false],
  ]);
  const [again] = await cardsOf(world.db, businessId, people.finance);
  expect(again!.id).toBe(older!.id);
  expect(again!.stripePaymentMethodId).not.toBe(older!.stripePaymentMethodId);
  expect((await world.stripe.paymentMethods.retrieve(older!.stripePaymentMethodId)).customer).toBeNull();
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
