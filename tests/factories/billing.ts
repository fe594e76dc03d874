import { desc, eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { finishCardSetupFlow, startCardSetupFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { bills, cardSetups, charges } from "#db/schema/billing.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { type GivenAgent, givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import type { MoneyWorld } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

export const cards = {
  works: "4242424242424242",
  declined: "4000000000000002",
  noFunds: "4000000000009995",
  asksAtSetup: "4000002500003155",
  asksAlways: "4000002760003184",
};

/** A member puts a card on file on Stripe's hosted page; it becomes the default one. @returns our id of the visit */
export async function givenCardOnFile(
  { db, stripe, control, now, settle }: MoneyWorld,
  { businessId, member }: { businessId: string; member: Actor },
  number = cards.works,
): Promise<string> {
  const context = { actor: member, now: now() };
  await startCardSetupFlow(db, stripe, { businessId, returnTo: "https://deskhand.example/business/cards" }, context);
  const [setup] = await db
    .select()
    .from(cardSetups)
    .where(eq(cardSetups.businessId, businessId))
    .orderBy(desc(cardSetups.id))
    .limit(1);
  control.completeCheckout(setup!.stripeSessionId!, number);
  await finishCardSetupFlow(db, stripe, { setupId: setup!.id }, context);
  await settle();
  return setup!.id;
}

interface Working {
  rate?: Money;
  agent?: GivenAgent;
  people?: Awaited<ReturnType<typeof givenBusiness>>;
  /** The business's card; null = none on file. */
  card?: string | null;
  country?: string;
}

/** A business with a card on file and an agent under contract since the world's first Monday: 7.25 USD an hour unless told otherwise. */
export async function givenWorking(
  world: MoneyWorld,
  { rate = money(725n, "USD"), agent, people, card = cards.works, country = "PT" }: Working = {},
) {
  const { db } = world;
  const business = people ?? (await givenBusiness(db, { now: world.now() }));
  const freelancer = agent ?? (await givenAgent(db, { now: world.now(), country }));
  if (card && !people) await givenCardOnFile(world, { businessId: business.business.id, member: business.finance }, card);
  const given = await givenContract(db, { people: business, agent: freelancer, from: "2026-11-09", rate, timeZone: "UTC" });
  await world.settle();
  return { ...given, businessId: business.business.id, agentId: freelancer.agentId };
}

/** Tracked minutes of a day from 09:00 UTC on, uploaded at once. */
export async function work(
  db: Db,
  { contract, freelancer }: { contract: { id: string }; freelancer: GivenAgent },
  day: string,
  minutes: number,
): Promise<void> {
  const from = at(`${day}T09:00Z`);
  const until = addMinutes(from, minutes);
  const pieces = splitIntoSegments(from, until).map((piece) => ({
    ...piece,
    id: newId(),
    kind: "tracked" as const,
    memo: "",
    activeMinutes: 0,
  }));
  const context = { actor: freelancer.agent, now: until };
  const recorded = await db.transaction((tx) =>
    recordSegments(tx, { contractId: contract.id, segments: pieces, source: "web", device: "test" }, context),
  );
  if (recorded.refused.length > 0) throw new Error(`refused: ${JSON.stringify(recorded.refused[0])}`);
}

/** 2,395 minutes of product.md's example week (five days of 479). */
export async function workTheWeek(world: MoneyWorld, working: Parameters<typeof work>[1]): Promise<void> {
  for (const day of ["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13"])
    await work(world.db, working, day, 479);
}

export async function billOf(db: Db, businessId: string) {
  const [bill] = await db.select().from(bills).where(eq(bills.businessId, businessId)).orderBy(desc(bills.week)).limit(1);
  if (!bill) throw new Error("there is no bill");
  return bill;
}

export function chargesOf(db: Db, billId: string) {
  return db.select().from(charges).where(eq(charges.billId, billId)).orderBy(charges.attempt);
}
