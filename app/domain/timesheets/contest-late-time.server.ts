import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { lateTimes } from "#db/schema/timesheets.ts";
import { contestUntil, lateTimeLifecycle } from "./late-time.ts";
import { lockLateTime } from "./lock-late-time.server.ts";

/**
 * The agent asks a mediator about late time that the business declined. Twice is once.
 * @throws NotFound for strangers, Forbidden for members, Conflict unless it was declined in the last 30 days
 */
export async function contestLateTime(
  tx: Tx,
  { lateTimeId, statement }: { lateTimeId: string; statement: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const late = await lockLateTime(tx, lateTimeId);
  permit(actor, "timesheets.answer", late);
  if (late.state === "contested") return;
  const state = lateTimeLifecycle.next(late.state, "contest");
  if (now > contestUntil(late.decidedAt!)) throw new Conflict("timesheets:errors.contestTooLate");
  await tx.update(lateTimes).set({ state, statement, contestedAt: now }).where(eq(lateTimes.id, lateTimeId));
  await recordEvent(tx, "late-time.contested", { lateTimeId }, context);
}

/**
 * The mediator rules: what is allowed is billed at the next close, as if the business had approved it then. Twice is once, the first ruling stays.
 * @throws NotFound, Forbidden without "disputes.decide", Conflict unless the agent asked for it
 */
export async function ruleLateTime(
  tx: Tx,
  { lateTimeId, ruling, words }: { lateTimeId: string; ruling: "allow" | "refuse"; words: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const late = await lockLateTime(tx, lateTimeId);
  permit(actor, "disputes.decide", late);
  if (late.ruledAt) return;
  await tx
    .update(lateTimes)
    .set({ state: lateTimeLifecycle.next(late.state, ruling), ruling: words, ruledBy: actor.userId, ruledAt: now })
    .where(eq(lateTimes.id, lateTimeId));
  const subject = { kind: "late-time", id: lateTimeId };
  await recordAudit(tx, { action: `late-time.${ruling}`, subject, reason: words.slice(0, 500) }, context);
  await recordEvent(tx, "late-time.ruled", { lateTimeId }, context);
}
