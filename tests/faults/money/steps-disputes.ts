import { and, desc, eq, gt, inArray, isNotNull, isNull } from "drizzle-orm";
import { requestRefund } from "#app/domain/billing/request-refund.server.ts";
import { submitChargebackFlow } from "#app/domain/billing/submit-chargeback-flow.server.ts";
import { acceptDispute, contestDispute } from "#app/domain/disputes/answer-dispute.server.ts";
import { decideDispute } from "#app/domain/disputes/decide-dispute.server.ts";
import { openDispute, paidSegments } from "#app/domain/disputes/open-dispute.server.ts";
import { withdrawDispute } from "#app/domain/disputes/withdraw-dispute.server.ts";
import { writeOffRecovery } from "#app/domain/payouts/write-off-recovery.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { bills, chargebacks, charges } from "#db/schema/billing.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";
import { recoveries } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { Cast } from "./cast.ts";
import { type Doing, pick } from "./scene.ts";
import { membersOf } from "./steps-billing.ts";
import type { MoneyWorld } from "./world.ts";

const words = "Said by the fault suite, in enough words";

async function disputeIn(world: MoneyWorld, states: (typeof disputes.$inferSelect)["state"][], n: number) {
  return pick(await world.db.select().from(disputes).where(inArray(disputes.state, states)).orderBy(desc(disputes.id)), n);
}

const agentOf = (cast: Cast, agentId: string) => cast.agents.find((one) => one.agentId === agentId)!.agent;

/** One transaction of somebody. */
const act =
  <T>(world: MoneyWorld, work: (tx: Tx, context: Parameters<Parameters<MoneyWorld["person"]>[0]>[0]) => Promise<T>) =>
  (context: Parameters<Parameters<MoneyWorld["person"]>[0]>[0]) =>
    world.deps.db.transaction((tx) => work(tx, context));

export const disputeSteps = {
  async open_dispute({ world, cast, a, b }) {
    const weeks = await world.db.select().from(timesheets).where(gt(timesheets.pay, 0n)).orderBy(timesheets.week, timesheets.id);
    const { contractId } = pick(cast.workings, a)!;
    const own = weeks.filter((one) => one.contractId === contractId);
    const week = pick(own.length > 0 ? own : weeks, Math.floor(b / 6));
    if (!week) return false;
    const all = await paidSegments(world.db, week.id);
    const from = b % Math.max(1, all.length);
    const segmentIds = all.slice(from, from + 1 + (b % 5)).map((one) => one.id);
    const input = { disputeId: newId(), timesheetId: week.id, segmentIds, reason: "quality" as const, statement: words };
    return world.person(
      act(world, (tx, context) => openDispute(tx, input, context)),
      membersOf(cast, week.businessId).manager,
    );
  },
  async contest_dispute({ world, cast, a }) {
    const dispute = await disputeIn(world, ["open"], a);
    if (!dispute) return false;
    return world.person(
      act(world, (tx, context) => contestDispute(tx, { disputeId: dispute.id, answer: words }, context)),
      agentOf(cast, dispute.agentId),
    );
  },
  async accept_dispute({ world, cast, a }) {
    const dispute = await disputeIn(world, ["open", "answered"], a);
    if (!dispute) return false;
    return world.person(
      act(world, (tx, context) => acceptDispute(tx, { disputeId: dispute.id }, context)),
      agentOf(cast, dispute.agentId),
    );
  },
  async decide_dispute({ world, cast, a, b }) {
    const dispute = await disputeIn(world, ["answered"], a);
    if (!dispute) return false;
    const named = await world.db.select().from(disputeSegments).where(eq(disputeSegments.disputeId, dispute.id));
    const upheld = named.filter((_, i) => (b + i) % 3 !== 0).map((one) => one.segmentId);
    const refundTo = b % 2 === 0 ? ("card" as const) : ("credit" as const);
    const input = { disputeId: dispute.id, upheld, refundTo, repays: b % 4 < 2, decision: words };
    return world.person(
      act(world, (tx, context) => decideDispute(tx, input, context)),
      cast.mediator,
    );
  },
  async withdraw_dispute({ world, cast, a }) {
    const dispute = await disputeIn(world, ["open", "answered"], a);
    if (!dispute) return false;
    return world.person(
      act(world, (tx, context) => withdrawDispute(tx, { disputeId: dispute.id }, context)),
      membersOf(cast, dispute.businessId).manager,
    );
  },
  async refund({ world, cast, a, b }) {
    const bill = pick(await world.db.select().from(bills).orderBy(desc(bills.id)), a);
    if (!bill) return false;
    const what = b % 2 === 0 ? ("fee" as const) : ("goodwill" as const);
    const amount = what === "fee" ? bill.fee / 3n + 1n : bill.total / 10n + 1n;
    const to = b % 3 === 0 ? ("credit" as const) : ("card" as const);
    const input = { refundId: newId(), about: { billId: bill.id }, what, amount, to, reason: words };
    return world.person(
      act(world, (tx, context) => requestRefund(tx, input, context)),
      cast.finance,
    );
  },
  /** The bank of a card's holder takes a charge back. */
  async chargeback({ world, a }) {
    const paid = await world.db
      .select()
      .from(charges)
      .where(and(eq(charges.state, "succeeded"), isNotNull(charges.stripeChargeId)))
      .orderBy(desc(charges.id));
    const charge = pick(paid, a);
    if (!charge) return false;
    try {
      world.control.disputeCharge(charge.stripeChargeId!, {});
      return true;
    } catch {
      return false; // disputed before, or given back whole
    }
  },
  async answer_chargeback({ world, cast, a }) {
    const open = await world.db
      .select()
      .from(chargebacks)
      .where(eq(chargebacks.state, "needsResponse"))
      .orderBy(desc(chargebacks.id));
    const chargeback = pick(open, a);
    if (!chargeback) return false;
    const { deps } = world;
    return world.person(
      (context) => submitChargebackFlow(deps.db, deps.stripe, { chargebackId: chargeback.id, evidence: words }, context),
      cast.finance,
    );
  },
  decide_chargeback: ({ world, a, b }) => decideChargeback(world, a, b % 2 === 0),
  async write_off_recovery({ world, cast, a }) {
    const recovery = pick(await world.db.select().from(recoveries).where(isNull(recoveries.closedAt)), a);
    if (!recovery) return false;
    return world.person(
      act(world, (tx, context) => writeOffRecovery(tx, { recoveryId: recovery.id, reason: words }, context)),
      cast.finance,
    );
  },
} satisfies Record<string, Doing>;

/** The bank decides one that is open. */
export async function decideChargeback(world: MoneyWorld, n: number, won: boolean): Promise<boolean> {
  const open = await world.db
    .select()
    .from(chargebacks)
    .where(inArray(chargebacks.state, ["needsResponse", "underReview"]))
    .orderBy(desc(chargebacks.id));
  const chargeback = pick(open, n);
  if (!chargeback) return false;
  try {
    world.control.decideDispute(chargeback.stripeDisputeId, won);
    return true;
  } catch {
    return false; // decided already; its event is on its way
  }
}
