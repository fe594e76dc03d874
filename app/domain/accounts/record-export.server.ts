import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import type { Context } from "./permissions.ts";
import { recordAudit } from "./record-audit.server.ts";

/** Writes down that a person took along everything about them, and tells them: whoever did not do it learns of it. @throws NotFound for the system */
export async function recordExport(tx: Tx, context: Context): Promise<void> {
  const { userId } = context.actor;
  if (!userId) throw new NotFound();
  await recordAudit(tx, { action: "personal-data.exported", subject: { kind: "user", id: userId }, reason: "" }, context);
  // In nobody's name: who does something is not told of it, and here the person must be, since it may not have been them.
  await recordEvent(tx, "personal-data.exported", { userId }, { actor: { userId: null }, now: context.now });
}
