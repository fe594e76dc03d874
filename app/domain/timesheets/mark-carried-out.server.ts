import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { weekChanges } from "#db/schema/timesheets.ts";

/** What an amendment took out has gone back to the business. Twice is once. @param givenBack pay, minor units; @throws Forbidden for people */
export async function markCarriedOut(
  tx: Tx,
  { weekChangeId, givenBack }: { weekChangeId: string; givenBack: bigint },
  { actor, now }: Context,
): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  await tx
    .update(weekChanges)
    .set({ carriedOutAt: now, givenBack })
    .where(and(eq(weekChanges.id, weekChangeId), isNull(weekChanges.carriedOutAt)));
}
