import { and, asc, desc, eq } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { evidenceText } from "#app/domain/billing/chargeback.ts";
import { chargebackFacts } from "#app/domain/billing/chargeback-evidence.server.ts";
import { contestDispute } from "#app/domain/disputes/answer-dispute.server.ts";
import { decideDispute } from "#app/domain/disputes/decide-dispute.server.ts";
import type { DisputeReason } from "#app/domain/disputes/dispute.ts";
import { openDispute, paidSegments } from "#app/domain/disputes/open-dispute.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { users } from "#db/schema/accounts.ts";
import { bills, chargebacks, charges } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { DemoBusiness } from "./demo-people.ts";
import type { Contract } from "./demo-steps.ts";
import type { World } from "./world.ts";

export async function staffNamed(world: World, email: string): Promise<Actor> {
  const [person] = await world.db.select({ id: users.id }).from(users).where(eq(users.email, email));
  return actorById(world.db, person!.id);
}

/** Segments one after the other of a contract's newest frozen week, disputed by the business's manager. */
export async function disputeWork(
  world: World,
  business: DemoBusiness,
  contract: Contract,
  { from, count, reason, statement }: { from: number; count: number; reason: DisputeReason; statement: string },
): Promise<{ disputeId: string; segmentIds: string[] }> {
  const [week] = await world.db
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(eq(timesheets.contractId, contract.id))
    .orderBy(desc(timesheets.week))
    .limit(1);
  if (!week) throw new Error("the demo has no week to dispute");
  const segmentIds = (await paidSegments(world.db, week.id)).slice(from, from + count).map((one) => one.id);
  const disputeId = newId();
  await world.db.transaction((tx) =>
    openDispute(
      tx,
      { disputeId, timesheetId: week.id, segmentIds, reason, statement },
      { actor: business.manager, now: world.now() },
    ),
  );
  await world.settle();
  return { disputeId, segmentIds };
}

/** Disputed, answered the next day, decided the day after: part of it stands, back to the card, with credit notes. */
export async function disputeAndDecide(world: World, business: DemoBusiness, contract: Contract): Promise<void> {
  const { disputeId, segmentIds } = await disputeWork(world, business, contract, {
    from: 12,
    count: 9,
    reason: "not-worked",
    statement:
      "On Monday nobody answered the chat for an hour and a half, although the diary says that time was worked. Our queue report shows no replies.",
  });
  await world.advanceTo(addMinutes(world.now(), 22 * 60));
  await world.db.transaction((tx) =>
    contestDispute(
      tx,
      {
        disputeId,
        answer:
          "For the first half hour I wrote the size guide you had asked for; after that my connection was down and I forgot to stop the tracker.",
      },
      { actor: contract.actor, now: world.now() },
    ),
  );
  await world.settle();
  await world.advanceTo(addMinutes(world.now(), 17 * 60));
  const mediator = await staffNamed(world, "mediator@deskhand.demo");
  await world.db.transaction((tx) =>
    decideDispute(
      tx,
      {
        disputeId,
        upheld: segmentIds.slice(3),
        refundTo: "card",
        repays: false,
        decision:
          "The size guide is in the shared folder, saved in the first half hour: that time was worked and stays paid. For the hour after it the agent says that nothing was done: it is given back.",
      },
      { actor: mediator, now: world.now() },
    ),
  );
  await world.settle();
}

/** A cardholder's bank takes a week's charge back on a weekend; finance answers out of the diary, and the bank decides for Deskhand. */
export async function winChargeback(world: World, business: DemoBusiness): Promise<void> {
  const [charge] = await world.db
    .select({ stripeChargeId: charges.stripeChargeId })
    .from(charges)
    .innerJoin(bills, eq(bills.id, charges.billId))
    .where(and(eq(bills.businessId, business.id), eq(charges.state, "succeeded")))
    .orderBy(desc(bills.week))
    .limit(1);
  if (!charge?.stripeChargeId) throw new Error("the demo has no charge to take back");
  await world.takeChargeBack(charge.stripeChargeId, "product_not_received");
  await world.advanceTo(addMinutes(world.now(), 5 * 60));
  const [chargeback] = await world.db.select().from(chargebacks).orderBy(asc(chargebacks.openedAt)).limit(1);
  if (!chargeback) throw new Error("the demo's chargeback did not arrive");
  const facts = await chargebackFacts(world.db, chargeback);
  const finance = await staffNamed(world, "finance@deskhand.demo");
  await world.submitEvidence(chargeback.id, evidenceText(facts!), finance);
  await world.advanceTo(addMinutes(world.now(), 20 * 60));
  await world.decideChargeback(chargeback.stripeDisputeId, true);
}
