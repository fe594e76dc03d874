import { and, eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, exposureLevels } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { exposureOf } from "./exposure.server.ts";

/**
 * Looks whether a business's exposure has crossed 80% or 100% of its limit since it was looked at last, and says so once a crossing; when it
 * falls below, the next crossing counts anew. Twice is once. @throws Forbidden for people
 */
export async function watchExposure(
  tx: Tx,
  { businessId, currency }: { businessId: string; currency: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  await tx.insert(exposureLevels).values({ businessId, currency, changedAt: now }).onConflictDoNothing();
  const row = and(eq(exposureLevels.businessId, businessId), eq(exposureLevels.currency, currency));
  const [told] = await tx.select().from(exposureLevels).where(row).for("update");
  const { level, percent } = await exposureOf(tx, businessId, currency, now);
  if (level === told!.level) return;
  await tx.update(exposureLevels).set({ level, changedAt: now }).where(row);
  if (level > told!.level) await recordEvent(tx, "exposure.crossed", { businessId, currency, percent }, context);
}

type Exposed = { businessId: string; currency: string };

/** Whose exposure a recorded segment or a bill moves; money paid ahead and a new arrangement move it in every currency of the business's contracts. */
export async function exposedBy(
  db: Queryable,
  what: { contractId: string } | { billId: string } | { businessId: string },
): Promise<Exposed[]> {
  if ("billId" in what)
    return db.select({ businessId: bills.businessId, currency: bills.currency }).from(bills).where(eq(bills.id, what.billId));
  const which = "contractId" in what ? eq(contracts.id, what.contractId) : eq(contracts.businessId, what.businessId);
  return db
    .selectDistinct({ businessId: contracts.businessId, currency: contracts.currency })
    .from(contracts)
    .where(which)
    .orderBy(contracts.currency);
}
