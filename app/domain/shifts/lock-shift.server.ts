import { eq, inArray } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftSwaps, shifts } from "#db/schema/shifts.ts";

export type Shift = typeof shifts.$inferSelect;
export type Swap = typeof shiftSwaps.$inferSelect;

/** @throws NotFound */
export async function lockShift(tx: Tx, shiftId: string): Promise<Shift> {
  const [shift] = await tx.select().from(shifts).where(eq(shifts.id, shiftId)).for("update");
  if (!shift) throw new NotFound();
  return shift;
}

/** A swap and the shifts it is about, locked: shifts first, as every command does. @throws NotFound */
export async function lockSwap(tx: Tx, swapId: string): Promise<{ swap: Swap; shift: Shift; inReturn: Shift | null }> {
  const [found] = await tx.select().from(shiftSwaps).where(eq(shiftSwaps.id, swapId));
  if (!found) throw new NotFound();
  const ids = [found.shiftId, ...(found.returnShiftId ? [found.returnShiftId] : [])];
  const locked = await tx.select().from(shifts).where(inArray(shifts.id, ids)).orderBy(shifts.id).for("update");
  const [swap] = await tx.select().from(shiftSwaps).where(eq(shiftSwaps.id, swapId)).for("update");
  const one = (id: string | null) => locked.find((shift) => shift.id === id) ?? null;
  return { swap: swap!, shift: one(found.shiftId)!, inReturn: one(found.returnShiftId) };
}
