import { and, desc, eq, isNull } from "drizzle-orm";
import { giveBonus, withdrawBonus } from "#app/domain/billing/give-bonus.server.ts";
import { prepayFlow, refreshPrepaymentFlow } from "#app/domain/billing/prepay-flow.server.ts";
import { requestRefund } from "#app/domain/billing/request-refund.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { bonuses, paymentMethods, prepayments } from "#db/schema/billing.ts";
import { type Doing, pick } from "./scene.ts";
import { membersOf } from "./steps-billing.ts";

const words = "Given by the fault suite";
const returnTo = "https://deskhand.example/business/credit";

export const creditSteps = {
  async give_bonus({ world, cast, a, b }) {
    const { contractId, business } = pick(cast.workings, a)!;
    const bonus = { id: newId(), contractId, amount: BigInt(150 + b * 733), note: words };
    return world.person((context) => world.deps.db.transaction((tx) => giveBonus(tx, bonus, context)), business.manager);
  },
  async withdraw_bonus({ world, cast, a }) {
    const bonus = pick(await world.db.select().from(bonuses).where(eq(bonuses.state, "given")).orderBy(desc(bonuses.id)), a);
    if (!bonus) return false;
    const { manager } = membersOf(cast, bonus.businessId);
    return world.person(
      (context) => world.deps.db.transaction((tx) => withdrawBonus(tx, { bonusId: bonus.id }, context)),
      manager,
    );
  },
  /** A payment ahead with a card on file; the bank's page is passed where it asks. */
  async prepay({ world, cast, a, b }) {
    const { business, finance } = pick(cast.businesses, a)!;
    const businessId = business.id;
    const card = pick(
      await world.db
        .select()
        .from(paymentMethods)
        .where(and(eq(paymentMethods.businessId, businessId), isNull(paymentMethods.removedAt))),
      b,
    );
    if (!card) return false;
    const { deps } = world;
    const currency = pick(["USD", "EUR", "GBP"], b)!;
    const input = { id: newId(), businessId, amount: BigInt(1_000 + b * 2_345), currency, cardId: card.id, returnTo };
    if (!(await world.person((context) => prepayFlow(deps.db, deps.stripe, input, context), finance))) return false;
    const [made] = await world.db.select().from(prepayments).where(eq(prepayments.id, input.id));
    if (made?.state !== "requires_action") return true;
    try {
      world.control.completeChallenge(made.stripePaymentIntentId!, b % 3 !== 0);
    } catch {
      return false; // answered already
    }
    return world.person((context) => refreshPrepaymentFlow(deps.db, deps.stripe, { prepaymentId: input.id }, context), finance);
  },
  async refund_credit({ world, cast, a, b }) {
    const paid = await world.db
      .select()
      .from(prepayments)
      .where(eq(prepayments.state, "succeeded"))
      .orderBy(desc(prepayments.id));
    const prepayment = pick(paid, a);
    if (!prepayment) return false;
    const about = { prepaymentId: prepayment.id };
    const amount = b % 2 === 0 ? prepayment.amount : prepayment.amount / 3n;
    const asked = { refundId: newId(), about, what: "credit" as const, amount, to: "card" as const, reason: words };
    return world.person((context) => world.deps.db.transaction((tx) => requestRefund(tx, asked, context)), cast.finance);
  },
} satisfies Record<string, Doing>;
