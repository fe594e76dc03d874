import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import type { Context } from "./permissions.ts";

/** Sends the verification mail again; nothing happens once the address is verified. */
export async function requestVerification(tx: Tx, _input: Record<never, never>, { actor, now }: Context): Promise<void> {
  if (!actor.userId) throw new NotFound();
  const [user] = await tx.select().from(users).where(eq(users.id, actor.userId));
  if (!user) throw new NotFound();
  if (user.emailVerifiedAt) return;
  await recordEvent(tx, "verification.requested", { userId: user.id }, { actor, now });
}
