import { and, eq, inArray, or } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftMoves, shiftSwaps, shifts } from "#db/schema/shifts.ts";
import type { Shift } from "./lock-shift.server.ts";
import type { ShiftState } from "./shift.ts";

type Move = (typeof shiftMoves.$inferInsert)["move"];

/**
 * What happens to shifts that others know of stands in their history, and swaps that were about them as they were lapse.
 * @param toContractId whose they are now; null = nobody's
 */
export async function recordMoves(
  tx: Tx,
  moved: Pick<Shift, "id" | "contractId">[],
  {
    move,
    toContractId,
    note = "",
  }: { move: Move; toContractId?: (shift: Pick<Shift, "id" | "contractId">) => string | null; note?: string },
  { actor, now }: Context,
): Promise<void> {
  if (moved.length === 0) return;
  await tx.insert(shiftMoves).values(
    moved.map((shift) => ({
      id: newId(),
      shiftId: shift.id,
      move,
      fromContractId: shift.contractId,
      toContractId: toContractId ? toContractId(shift) : shift.contractId,
      actorId: actor.userId,
      note,
      at: now,
    })),
  );
  const ids = moved.map((shift) => shift.id);
  await tx
    .update(shiftSwaps)
    .set({ state: "lapsed", answeredAt: now })
    .where(
      and(
        inArray(shiftSwaps.state, ["offered", "agreed"]),
        or(inArray(shiftSwaps.shiftId, ids), inArray(shiftSwaps.returnShiftId, ids)),
      ),
    );
}

/** Gives a shift to somebody, or to nobody. */
export async function hand(
  tx: Tx,
  shift: Pick<Shift, "id">,
  holder: { contractId: string; agentId: string } | null,
  state: ShiftState,
): Promise<void> {
  await tx
    .update(shifts)
    .set({ contractId: holder?.contractId ?? null, agentId: holder?.agentId ?? null, state })
    .where(eq(shifts.id, shift.id));
}
