import { desc, eq, inArray } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { chargeBillFlow, confirmChargeFlow, refreshChargeFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { finishCardSetupFlow, startCardSetupFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes, weekOf } from "#app/kernel/time.ts";
import { bills, cardSetups, charges } from "#db/schema/billing.ts";
import type { GivenBusiness } from "#tests/factories/accounts.ts";
import type { Cast, Working } from "./cast.ts";
import { cards } from "./kinds.ts";
import { type Doing, pick } from "./scene.ts";
import type { MoneyWorld } from "./world.ts";

const returnTo = "https://deskhand.example/business/cards";

/** Somebody of a business enters a card on the hosted page. */
export async function addCard(world: MoneyWorld, { business, finance }: GivenBusiness, number: string): Promise<boolean> {
  const { deps, db, control, draw } = world;
  const businessId = business.id;
  if (!(await world.person((context) => startCardSetupFlow(deps.db, deps.stripe, { businessId, returnTo }, context), finance)))
    return false;
  const [setup] = await db
    .select()
    .from(cardSetups)
    .where(eq(cardSetups.businessId, businessId))
    .orderBy(desc(cardSetups.id))
    .limit(1);
  if (setup?.state !== "open" || !setup.stripeSessionId) return false;
  control.completeCheckout(setup.stripeSessionId, number);
  if (draw.chance(0.5))
    await world.person((context) => finishCardSetupFlow(deps.db, deps.stripe, { setupId: setup.id }, context), finance);
  return true;
}

/** Tracked minutes up to an instant; what the diary refuses is not counted. */
export async function work(world: MoneyWorld, working: Working, until: Date, minutes: number): Promise<boolean> {
  const { contractId, freelancer } = working;
  const pieces = splitIntoSegments(addMinutes(until, -minutes), until).map((piece) => ({
    ...piece,
    id: newId(),
    kind: "tracked" as const,
    memo: "",
    activeMinutes: 0,
  }));
  let refused = new Set(pieces.map((piece) => piece.id));
  const batch = { contractId, segments: pieces, source: "web" as const, device: "fault suite" };
  const done = await world.person(
    (context) =>
      world.deps.db.transaction(async (tx) => {
        refused = new Set((await recordSegments(tx, batch, context)).refused.map((one) => one.id));
      }),
    freelancer.agent,
  );
  if (!done) return false;
  const taken = pieces.filter((piece) => !refused.has(piece.id));
  for (const { startedAt, minutes: n } of taken) {
    const week = weekOf(startedAt);
    working.minutes.set(week, (working.minutes.get(week) ?? 0) + n);
  }
  return taken.length > 0;
}

export function membersOf(cast: Cast, businessId: string): GivenBusiness {
  return cast.businesses.find((one) => one.business.id === businessId)!;
}

async function billIn(world: MoneyWorld, states: (typeof bills.$inferSelect)["state"][], n: number) {
  const rows = await world.db.select().from(bills).where(inArray(bills.state, states)).orderBy(desc(bills.id));
  return pick(rows, n);
}

export const billingSteps = {
  async work({ world, cast, a, b }) {
    const minutes = 10 + b * 35;
    const until = new Date(world.now().getTime() - (world.now().getTime() % 60_000));
    return work(world, pick(cast.workings, a)!, until, minutes);
  },
  add_card: ({ world, cast, a, b }) =>
    addCard(world, pick(cast.businesses, a)!, pick([cards.works, ...Object.values(cards)], b)!),
  async pay_bill({ world, cast, a }) {
    const { deps } = world;
    const bill = await billIn(world, ["failed", "due"], a);
    if (!bill) return false;
    const payer = membersOf(cast, bill.businessId).finance;
    return world.person((context) => chargeBillFlow(deps.db, deps.stripe, { billId: bill.id }, context), payer);
  },
  async confirm_3ds({ world, cast, a, b }) {
    const rows = await world.db
      .select({ charge: charges, bill: bills })
      .from(charges)
      .innerJoin(bills, eq(bills.id, charges.billId))
      .where(eq(charges.state, "requires_action"))
      .orderBy(desc(charges.id));
    const found = pick(rows, a);
    return found ? confirm(world, found.bill.id, membersOf(cast, found.bill.businessId).finance, b % 4 !== 0) : false;
  },
  async outage({ world, b }) {
    world.outage(true);
    await world.advanceTo(world.hoursOn(1 + (b % 6)));
    world.outage(false);
    await world.hear();
    return true;
  },
} satisfies Record<string, Doing>;

/** The payer follows the bank's page, and passes or fails there; comes back to the product or not. */
async function confirm(world: MoneyWorld, billId: string, payer: Actor, passes: boolean): Promise<boolean> {
  const { deps, control, draw } = world;
  let url = returnTo;
  const asked = await world.person(async (context) => {
    ({ url } = await confirmChargeFlow(deps.db, deps.stripe, { billId, returnTo }, context));
  }, payer);
  if (!asked || url === returnTo) return asked;
  const [charge] = await world.db
    .select()
    .from(charges)
    .where(eq(charges.billId, billId))
    .orderBy(desc(charges.attempt))
    .limit(1);
  try {
    control.completeChallenge(charge!.stripePaymentIntentId!, passes);
  } catch {
    return false;
  }
  if (draw.chance(0.5)) await world.person((context) => refreshChargeFlow(deps.db, deps.stripe, { billId }, context), payer);
  return true;
}
