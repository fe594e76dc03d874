import { and, isNull, sql } from "drizzle-orm";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";

/** Asks for a reset link. Says nothing about whether the address is known; a job mails the link when it is. */
export async function requestPasswordReset(tx: Tx, input: { email: string }, { now }: { now: Date }): Promise<void> {
  const [user] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(sql`${users.email} = ${input.email}::citext`, isNull(users.suspendedAt)));
  if (user) await recordEvent(tx, "password-reset.requested", { userId: user.id }, { actor: { userId: null }, now });
}
