import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { moneyOfAgent } from "./week-money.server.ts";

/**
 * Pay of billed weeks that is not available yet, by the day it is due to become so (UTC instants), the next first; what a dispute holds is not
 * counted. A day that has passed means that the business has not paid. @throws NotFound, Forbidden
 */
export async function comingPay(
  db: Queryable,
  agentId: string,
  actor: Actor,
): Promise<{ currency: string; availableAt: Date; amount: bigint }[]> {
  permit(actor, "earnings.view", { agentId });
  const days = new Map<string, { currency: string; availableAt: Date; amount: bigint }>();
  for (const { currency, availableAt, pending } of await moneyOfAgent(db, agentId)) {
    if (pending <= 0n) continue;
    const key = `${availableAt.toISOString()} ${currency}`;
    const day = days.get(key) ?? { currency, availableAt, amount: 0n };
    days.set(key, { ...day, amount: day.amount + pending });
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
}
