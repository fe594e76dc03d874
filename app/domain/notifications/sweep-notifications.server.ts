import { lt } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { notifications } from "#db/schema/notifications.ts";

/** News of a year ago is no news; what it told of stands where it happened (decision 034). */
const NOTIFICATION_DAYS = 365;

/** @throws Forbidden for people */
export async function sweepNotifications(tx: Tx, { actor, now }: Context): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  await tx.delete(notifications).where(lt(notifications.createdAt, addDays(now, -NOTIFICATION_DAYS)));
}
