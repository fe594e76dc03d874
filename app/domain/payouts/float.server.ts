import { sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { settlementCurrencies } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { topUpRules } from "#db/schema/payouts.ts";
import type { Float } from "./float.ts";

export interface TopUp {
  id: string;
  amount: bigint;
  currency: string;
  status: string;
  createdAt: Date;
  expectedAt: Date | null;
  description: string;
  /** The rule made it, not a person. */
  automatic: boolean;
}

/**
 * What Stripe holds for the platform beside what agents are to be paid by the next pay day, by currency; the last top-ups; and what may be topped up
 * without asking. Two queries, two calls. @param now UTC; @throws Forbidden without "finance.act"
 */
export async function floatPage(
  db: Db,
  stripe: StripeEdge,
  now: Date,
  actor: Actor,
): Promise<{ floats: Float[]; topUps: TopUp[]; limits: Record<string, bigint> }> {
  permit(actor, "finance.act");
  const [floats, topUps, rules] = await Promise.all([
    floatsNow(db, stripe, now),
    stripe.topups.list({ limit: 20 }),
    db.select().from(topUpRules),
  ]);
  return {
    floats,
    topUps: topUps.data.map((one) => ({
      id: one.id,
      amount: BigInt(one.amount),
      currency: one.currency.toUpperCase(),
      status: one.status,
      createdAt: new Date(one.created * 1000),
      expectedAt: one.expected_availability_date ? new Date(one.expected_availability_date * 1000) : null,
      description: one.description ?? "",
      automatic: Boolean(one.metadata?.automaticOn),
    })),
    limits: Object.fromEntries(rules.map((rule) => [rule.currency, rule.weeklyLimit])),
  };
}

/** The float of each settlement currency. One query, one call. @param now UTC; what becomes available within seven days of it is coming */
export async function floatsNow(db: Db, stripe: StripeEdge, now: Date): Promise<Float[]> {
  const [rows, balance] = await Promise.all([
    db.execute<Record<"currency" | "due" | "coming" | "advances", string>>(sql`
      with money as (
        select currency, sum(amount) as due, 0 as coming, 0 as advances from payout_releases where payout_id is null group by 1
        union all select currency, sum(amount), 0, 0 from payouts where state in ('reserved', 'held') group by 1
        union all select currency, 0, sum(pay), 0 from timesheets t
          where available_at > ${now.toISOString()}::timestamptz and available_at <= ${addDays(now, 7).toISOString()}::timestamptz group by 1
        union all select currency, 0, 0, sum(amount) from advances where state = 'open' group by 1)
      select currency, sum(due)::text as due, sum(coming)::text as coming, sum(advances)::text as advances from money group by 1`),
    stripe.balance.retrieve(),
  ]);
  const held = (list: { currency: string; amount: number }[], currency: string) =>
    BigInt(list.find((one) => one.currency === currency.toLowerCase())?.amount ?? 0);
  return settlementCurrencies.map((currency) => {
    const row = rows.find((one) => one.currency === currency);
    return {
      currency,
      available: held(balance.available, currency),
      pending: held(balance.pending, currency),
      due: BigInt(row?.due ?? 0),
      coming: BigInt(row?.coming ?? 0),
      advances: BigInt(row?.advances ?? 0),
    };
  });
}
