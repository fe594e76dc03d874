import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { caseNotes } from "#db/schema/reconciliation.ts";
import { lockCase } from "./lock-case.server.ts";

/** What was found out so far; notes are added, never changed. @throws NotFound, Forbidden without "cases.manage" */
export async function addCaseNote(
  tx: Tx,
  { caseId, text }: { caseId: string; text: string },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "cases.manage");
  await lockCase(tx, caseId);
  await tx.insert(caseNotes).values({ id: newId(), caseId, authorId: actor.userId, text, writtenAt: now });
}
