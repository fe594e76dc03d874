import { and, eq, gte, isNotNull, ne, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { dateIn, weekOf } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { topUpRules, topUps } from "#db/schema/payouts.ts";
import { floatsNow } from "./float.server.ts";
import { topUpAhead } from "./float.ts";
import { type TopUpOrder, topUpFlow } from "./top-up-flow.server.ts";

/**
 * Brings what the coming pay day lacks from the platform's bank, within what finance allows a week: protected pay and businesses on terms are paid
 * for before their money comes, and a bank takes up to five days (docs.stripe.com/connect/top-ups). Once a day and currency; one that a kill left
 * between its reservation and the call is sent first.
 * @throws Forbidden for people
 */
export async function topUpAheadFlow(db: Db, stripe: StripeEdge, context: Context): Promise<void> {
  permit(context.actor, "ledger.post");
  const left = await db
    .select()
    .from(topUps)
    .where(and(eq(topUps.state, "reserved"), isNotNull(topUps.automaticOn)));
  const refused: unknown[] = [];
  // A currency that Stripe refuses keeps no other one waiting; the job fails for it all the same.
  const send = (order: TopUpOrder) => topUpFlow(db, stripe, order, context).catch((error: unknown) => refused.push(error));
  for (const one of left) await send({ ...one, automaticOn: one.automaticOn! });

  const rules = await db.select().from(topUpRules).where(sql`${topUpRules.weeklyLimit} > 0`);
  const used = await db
    .select({ currency: topUps.currency, amount: sql`sum(${topUps.amount})`.mapWith(BigInt) })
    .from(topUps)
    .where(and(gte(topUps.automaticOn, weekOf(context.now)), ne(topUps.state, "failed")))
    .groupBy(topUps.currency);
  const floats = rules.length > 0 ? await floatsNow(db, stripe, context.now) : [];
  const automaticOn = dateIn(context.now, "UTC");
  for (const { currency, weeklyLimit } of rules) {
    const float = floats.find((one) => one.currency === currency);
    const spent = used.find((one) => one.currency === currency)?.amount ?? 0n;
    const amount = float ? topUpAhead(float, weeklyLimit - spent) : 0n;
    if (amount > 0n) await send({ id: newId(), amount, currency, reason: `Ahead of the pay day (${automaticOn})`, automaticOn });
  }
  if (refused.length > 0) throw new AggregateError(refused, "a top-up could not be made");
}
