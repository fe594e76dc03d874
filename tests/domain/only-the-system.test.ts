import type { Actor, Context } from "#app/domain/accounts/permissions.ts";
import { refreshCommittedHours } from "#app/domain/contracts/refresh-committed-hours.server.ts";
import { failPayout } from "#app/domain/payouts/fail-payout.server.ts";
import { markFunded } from "#app/domain/payouts/mark-funded.server.ts";
import { markFundingFailed } from "#app/domain/payouts/mark-funding-failed.server.ts";
import { markFundingSent } from "#app/domain/payouts/mark-funding-sent.server.ts";
import { markIntended } from "#app/domain/payouts/mark-intended.server.ts";
import { markPaymentMade } from "#app/domain/payouts/mark-payment-made.server.ts";
import { markSent } from "#app/domain/payouts/mark-sent.server.ts";
import { markTransferred } from "#app/domain/payouts/mark-transferred.server.ts";
import { planFunding } from "#app/domain/payouts/plan-funding.server.ts";
import { recordFunding } from "#app/domain/payouts/record-funding.server.ts";
import { recordReceivedCredit } from "#app/domain/payouts/record-received-credit.server.ts";
import { recordSweep } from "#app/domain/payouts/record-sweep.server.ts";
import { linkAmendment, markPromotionAnswered, markPromotionInForce } from "#app/domain/tiers/mark-promotion.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const payoutId = newId();
const promotionId = newId();

/** Steps that only jobs take, after Stripe or a schedule has said so: no person may take them, whoever they are. */
const steps: Record<string, (tx: Tx, context: Context, agentId: string) => Promise<unknown>> = {
  failPayout: (tx, context) => failPayout(tx, { payoutId, code: "x", message: "", reversal: null }, context),
  markSent: (tx, context) => markSent(tx, { payoutId, stripePayoutId: "po_1", arrivesAt: now }, context),
  markTransferred: (tx, context) =>
    markTransferred(
      tx,
      {
        payoutId,
        stripeTransferId: "tr_1",
        stripeBalanceTransactionId: null,
        arrived: 1n,
        localCurrency: "EUR",
        exchangeRate: null,
      },
      context,
    ),
  planFunding: (tx, context) => planFunding(tx, { payoutId }, context),
  markFundingSent: (tx, context) => markFundingSent(tx, { payoutId, stripeFundingPayoutId: "po_1" }, context),
  markFundingFailed: (tx, context) => markFundingFailed(tx, { payoutId, stripeFundingPayoutId: "po_1" }, context),
  markFunded: (tx, context) => markFunded(tx, { payoutId, receivedCreditId: "rc_1" }, context),
  markIntended: (tx, context) => markIntended(tx, { payoutId, stripePayoutIntentId: "pyi_1" }, context),
  markPaymentMade: (tx, context) =>
    markPaymentMade(
      tx,
      {
        payoutId,
        stripeOutboundPaymentId: "obp_1",
        localAmount: 1n,
        localCurrency: "BRL",
        exchangeRate: null,
        arrivesAt: null,
      },
      context,
    ),
  recordFunding: (tx, context) =>
    recordFunding(tx, { stripePayoutId: "po_1", amount: money(1n, "USD"), at: now, failed: false }, context),
  recordReceivedCredit: (tx, context) =>
    recordReceivedCredit(tx, { receivedCreditId: "rc_1", amount: money(1n, "USD"), at: now, from: "bank" }, context),
  recordSweep: (tx, context) =>
    recordSweep(tx, { stripePayoutId: "po_1", amount: money(1n, "USD"), at: now, failed: false }, context),
  linkAmendment: (tx, context) => linkAmendment(tx, { promotionId, amendmentId: newId() }, context),
  markPromotionAnswered: (tx, context) => markPromotionAnswered(tx, { promotionId, inForceFrom: null }, context),
  markPromotionInForce: (tx, context) => markPromotionInForce(tx, { promotionId, inForceFrom: "2026-11-23" }, context),
  refreshCommittedHours: (tx, context, agentId) => refreshCommittedHours(tx, { agentId }, context),
};

test.for(Object.keys(steps))("%s is refused to every kind of person", async (name, { db }) => {
  const { owner, finance } = await givenBusiness(db);
  const { agentId } = await givenAgent(db);
  const people: Actor[] = [
    owner,
    finance,
    { kind: "agent", userId: agentId },
    await givenStaff(db, ["operator", "mediator", "desk_agent"]),
  ];
  for (const actor of people) {
    const tried = await db.transaction((tx) => steps[name]!(tx, { actor, now }, agentId)).catch((error: unknown) => error);
    expect(
      [Forbidden, NotFound].some((kind) => tried instanceof kind),
      `${name} by ${actor.kind}: ${String(tried)}`,
    ).toBe(true);
  }
});
