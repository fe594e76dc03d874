import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { Temporal } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { type Recorded, recordSegments } from "./record-segments.server.ts";
import { splitIntoSegments } from "./slots.ts";

interface ManualTime {
  contractId: string;
  /** Made with the form: its segments' ids follow from it, so a double click records once. */
  id: string;
  day: string;
  /** Local times of the agent's zone, "09:30". */
  from: string;
  to: string;
  memo: string;
}

/**
 * Time written down by hand, where the contract allows it; marked as manual wherever it is shown.
 * @throws NotFound, Forbidden, Invalid when the contract does not allow it or the end is not after the begin
 */
export async function addManualTime(
  tx: Tx,
  { contractId, id, day, from, to, memo }: ManualTime,
  timeZone: string,
  context: Context,
): Promise<Recorded> {
  const contract = await lockContract(tx, contractId);
  permit(context.actor, "diary.record", contract);
  if (!contract.manualTimeAllowed) throw new Invalid("contractId", "diary:refused.manual");
  const at = (time: string) =>
    new Date(Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).epochMilliseconds);
  if (at(to) <= at(from)) throw new Invalid("to", "diary:errors.endsBeforeStart");
  const segments = splitIntoSegments(at(from), at(to)).map((piece, index) => ({
    ...piece,
    id: numbered(id, index),
    kind: "manual" as const,
    memo,
    activeMinutes: 0,
  }));
  return recordSegments(tx, { contractId, segments, source: "manual", device: "" }, context);
}

/** The form's id with its last twelve bits counted on. */
function numbered(id: string, index: number): string {
  const tail = (Number.parseInt(id.slice(-3), 16) + index) % 4096;
  return `${id.slice(0, -3)}${tail.toString(16).padStart(3, "0")}`;
}
