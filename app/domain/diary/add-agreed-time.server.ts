import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { diaryFacts } from "./diary-facts.server.ts";
import { storeSegments } from "./record-segments.server.ts";
import { refusalOf } from "./segment.ts";
import { splitIntoSegments } from "./slots.ts";

/**
 * Time that both sides agreed to add to a closed week: by hand, late, an entry of the chain like any other. The weekly limit of its week holds.
 * A step of the command that accepts the amendment, which has checked who may.
 * @param from,to UTC instants inside one week
 * @throws NotFound, Forbidden for people, Conflict when it overlaps other time or could not have been recorded then
 */
export async function addAgreedTime(
  tx: Tx,
  { contractId, from, to, memo }: { contractId: string; from: Date; to: Date; memo: string },
  { actor, now }: Context,
): Promise<{ id: string; minutes: number; overLimit: boolean }[]> {
  if (actor.kind !== "system") throw new Forbidden();
  const contract = await lockContract(tx, contractId);
  await tx.select({ id: agents.id }).from(agents).where(eq(agents.id, contract.agentId)).for("update");
  const pieces = splitIntoSegments(from, to).map((piece) => ({
    ...piece,
    id: newId(),
    kind: "manual" as const,
    memo,
    activeMinutes: 0,
  }));
  const facts = await diaryFacts(tx, contract, pieces);
  const clash = facts.taken.find((one) => one.from < to.getTime() && one.to > from.getTime());
  if (clash)
    throw new Conflict("diary:refused.overlap", {
      from: new Date(clash.from).toISOString(),
      to: new Date(clash.to).toISOString(),
    });
  const week = weekOf(from);
  const limit = facts.limits.get(week);
  if (limit === undefined) throw new NotFound();
  let worked = facts.minutes.get(week) ?? 0;
  const kept = pieces.map((piece) => {
    // Whether it could have been recorded when it was worked: its age is what both sides have agreed about.
    const refusal = refusalOf(piece, { ...contract, pauses: facts.pauses }, addMinutes(piece.startedAt, piece.minutes));
    if (refusal) throw new Conflict(refusal);
    const overLimit = worked + piece.minutes > limit;
    if (!overLimit) worked += piece.minutes;
    return { ...piece, week, overLimit, late: true };
  });
  await storeSegments(tx, { contractId, agentId: contract.agentId, source: "manual", device: "" }, kept, facts, now);
  await notifyLive(tx, "diary", contractId);
  return kept;
}
