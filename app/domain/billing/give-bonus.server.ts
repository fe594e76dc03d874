import { and, desc, eq, sql } from "drizzle-orm";
import { type Actor, type Context, may, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { basisPointsOf, money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, bonuses, charges, termsInvoices } from "#db/schema/billing.ts";
import { bonusLifecycle, LEAST_BONUS, MOST_BONUS } from "./bonus.ts";

/**
 * Pay beside the hours: stands on the next bill with the service fee, and becomes available with that bill's Wednesday, once it is paid. Twice, by
 * its id, is once.
 * @param amount minor units of the contract's currency
 * @throws NotFound, Forbidden without "bonuses.give", Conflict for an id that was used for something else
 */
export async function giveBonus(
  tx: Tx,
  { id, contractId, amount, note }: { id: string; contractId: string; amount: bigint; note: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const contract = await lockContract(tx, contractId);
  permit(actor, "bonuses.give", { businessId: contract.businessId, agentId: contract.agentId });
  if (amount < LEAST_BONUS || amount > MOST_BONUS) throw new RangeError("a bonus is outside its bounds");
  const { businessId, agentId, currency } = contract;
  const fee = basisPointsOf(money(amount, currency), contract.feeBps).minor;
  const [given] = await tx
    .insert(bonuses)
    .values({ id, contractId, businessId, agentId, amount, fee, currency, note, givenBy: actor.userId!, givenAt: now })
    .onConflictDoNothing()
    .returning();
  if (given) return recordEvent(tx, "bonus.given", { bonusId: id }, context);
  const [known] = await tx.select().from(bonuses).where(eq(bonuses.id, id));
  if (known!.contractId !== contractId || known!.amount !== amount) throw new Conflict("billing:bonus.errors.used");
}

/** Takes a bonus back before it stands on a bill. Twice is once. @throws NotFound, Forbidden, Conflict once it is billed */
export async function withdrawBonus(tx: Tx, { bonusId }: { bonusId: string }, { actor }: Context): Promise<void> {
  const [bonus] = await tx.select().from(bonuses).where(eq(bonuses.id, bonusId)).for("update");
  if (!bonus) throw new NotFound();
  permit(actor, "bonuses.give", { businessId: bonus.businessId, agentId: bonus.agentId });
  if (bonus.state === "withdrawn") return;
  if (bonus.state === "billed") throw new Conflict("billing:bonus.errors.billed");
  await tx
    .update(bonuses)
    .set({ state: bonusLifecycle.next(bonus.state, "withdraw") })
    .where(eq(bonuses.id, bonusId));
}

/** The bonuses of a contract, newest first, alike for both sides. One query. @throws NotFound, Forbidden */
export async function bonusesOf(db: Queryable, contract: { id: string; businessId: string; agentId: string }, actor: Actor) {
  permit(actor, "contracts.view", contract);
  const rows = await db
    .select({ bonus: bonuses, week: bills.week, billState: bills.state })
    .from(bonuses)
    .leftJoin(bills, eq(bills.id, bonuses.billId))
    .where(eq(bonuses.contractId, contract.id))
    .orderBy(desc(bonuses.givenAt), desc(bonuses.id));
  return { rows, mayGive: may(actor, "bonuses.give", contract) };
}

/**
 * Billed bonuses whose bill is paid with settled funds, with the Monday that says their day of availability. One query.
 * @param now UTC; @param billId those of one bill
 */
export async function paidBonuses(db: Queryable, now: Date, billId?: string) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return db
    .select({
      id: bonuses.id,
      agentId: bonuses.agentId,
      currency: bonuses.currency,
      week: bills.week,
      amount: sql`(select l.amount + l.tax from invoice_lines l where l.bonus_id = ${bonuses.id} and l.kind = 'bonus')`.mapWith(
        BigInt,
      ),
    })
    .from(bonuses)
    .innerJoin(bills, eq(bills.id, bonuses.billId))
    .where(
      and(
        billId ? eq(bonuses.billId, billId) : undefined,
        eq(bonuses.state, "billed"),
        eq(bills.state, "paid"),
        sql`not exists (select 1 from ${charges} where ${charges.billId} = ${bills.id} and ${charges.state} = 'succeeded' and coalesce(${charges.fundsAvailableOn}, 'infinity') > ${at})`,
        sql`not exists (select 1 from ${termsInvoices} where ${termsInvoices.id} = ${bills.termsInvoiceId} and coalesce(${termsInvoices.fundsAvailableOn}, ${termsInvoices.paidAt}) > ${at})`,
      ),
    )
    .orderBy(bills.week, bonuses.id);
}
