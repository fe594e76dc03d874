import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { exposureFacts, type LoadedFacts } from "./exposure-facts.server.ts";
import {
  costOf,
  type ExposureLevel,
  exposureLevel,
  exposureLimit,
  exposurePercent,
  frozenWeeks,
  type PaymentMode,
  paymentMode,
  unpaidBills,
} from "./protection.ts";

/** How much of what a business may owe in one currency is used; both sides see these figures. Minor units. */
export interface Exposure {
  businessId: string;
  currency: string;
  mode: PaymentMode;
  limit: bigint;
  /** The sum of the three below. */
  used: bigint;
  unpaid: bigint;
  frozen: bigint;
  open: bigint;
  level: ExposureLevel;
  percent: number;
}

/** @param now business time (UTC instant) */
export async function exposureOf(db: Queryable, businessId: string, currency: string, now: Date): Promise<Exposure> {
  const [exposure] = await exposuresOf(db, [{ businessId, currency }], now);
  return exposure!;
}

/** Of several businesses and currencies at once, for those who work for them: the caller has read the contracts. One query. */
export async function exposuresOf(
  db: Queryable,
  asked: { businessId: string; currency: string }[],
  now: Date,
): Promise<Exposure[]> {
  const distinct = [...new Map(asked.map((one) => [`${one.businessId} ${one.currency}`, one])).values()];
  const facts = await exposureFacts(db, [...new Set(distinct.map((one) => one.businessId))], now);
  return distinct.map(({ businessId, currency }) => exposureFrom(facts.of(businessId, currency), businessId, now));
}

/** Of a business, in every currency of its contracts. One query. @throws NotFound for strangers */
export async function exposuresOfBusiness(db: Queryable, businessId: string, now: Date, actor: Actor): Promise<Exposure[]> {
  permit(actor, "contracts.view", { businessId });
  const facts = await exposureFacts(db, [businessId], now);
  return facts.currencies(businessId).map((currency) => exposureFrom(facts.of(businessId, currency), businessId, now));
}

function exposureFrom({ facts, open }: LoadedFacts, businessId: string, now: Date): Exposure {
  const parts = {
    unpaid: unpaidBills(facts, now),
    frozen: frozenWeeks(facts, now),
    open: open.reduce((sum, work) => sum + costOf(work, work.minutes, facts.currency), 0n),
  };
  const used = parts.unpaid + parts.frozen + parts.open;
  const limit = exposureLimit(facts, now);
  return {
    businessId,
    currency: facts.currency,
    mode: paymentMode(facts, now),
    limit,
    used,
    ...parts,
    level: exposureLevel(used, limit),
    percent: exposurePercent(used, limit),
  };
}
