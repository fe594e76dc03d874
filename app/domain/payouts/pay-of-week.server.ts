import { eq, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { payoutReleases, payouts } from "#db/schema/payouts.ts";

/** Where a week's pay has got to: when it became available, when it was sent, when the bank had it (the last part of it). Dates only, for both sides of the contract. */
export async function payOfWeek(
  db: Queryable,
  { id, businessId, agentId }: { id: string; businessId: string; agentId: string },
  actor: Actor,
): Promise<{ releasedAt: Date | null; sentAt: Date | null; paidAt: Date | null }> {
  permit(actor, "timesheets.view", { businessId, agentId });
  const [row] = await db
    .select({
      releasedAt: sql`min(${payoutReleases.releasedAt})`.mapWith(payoutReleases.releasedAt),
      sentAt: sql`max(${payouts.sentAt})`.mapWith(payouts.sentAt),
      paidAt: sql`max(${payouts.paidAt})`.mapWith(payouts.paidAt),
    })
    .from(payoutReleases)
    .leftJoin(payouts, eq(payouts.id, payoutReleases.payoutId))
    .where(eq(payoutReleases.timesheetId, id));
  return row ?? { releasedAt: null, sentAt: null, paidAt: null };
}
