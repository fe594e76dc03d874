import { eq } from "drizzle-orm";
import type { z } from "zod";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import type { saveAccountInput } from "./account.ts";
import type { Context } from "./permissions.ts";

/** A person's own name, language, time zone and theme; what is left out stays. */
export async function saveAccount(
  tx: Tx,
  input: Partial<z.infer<typeof saveAccountInput>>,
  { actor, now }: Context,
): Promise<void> {
  if (!actor.userId) throw new NotFound();
  const { name, locale, timeZone, theme } = input;
  if ([name, locale, timeZone, theme].every((value) => value === undefined)) return;
  await tx.update(users).set({ name, locale, timeZone, theme }).where(eq(users.id, actor.userId));
  // A freelancer is found by name.
  if (name !== undefined && actor.kind === "agent")
    await recordEvent(tx, "agent.profile-changed", { agentId: actor.userId }, { actor, now });
}
