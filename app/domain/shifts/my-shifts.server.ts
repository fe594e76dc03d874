import { eq, inArray, or } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { shiftMoves, shiftSwaps, shifts } from "#db/schema/shifts.ts";

export function myShifts(db: Queryable, agentId: string): PersonalRows[] {
  const mine = db.select({ id: shifts.id }).from(shifts).where(eq(shifts.agentId, agentId));
  return [
    personalRows(shifts, eq(shifts.agentId, agentId)),
    personalRows(shiftMoves, or(inArray(shiftMoves.shiftId, mine), eq(shiftMoves.actorId, agentId))),
    personalRows(shiftSwaps, or(eq(shiftSwaps.fromAgentId, agentId), eq(shiftSwaps.toAgentId, agentId))),
  ];
}
