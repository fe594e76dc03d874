import { z } from "zod";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { recordSegments, type Verdict } from "./record-segments.server.ts";
import { segmentInput } from "./segment.ts";
import { BATCH_LIMIT } from "./slots.ts";

/** A sender's clock may be so far off; beyond it its segments would stand at the wrong time. */
const CLOCK_TOLERANCE_MINUTES = 5;

/** The envelope; what is in it is judged one by one, so that a wrong segment harms no other. */
export const receivedSegments = z.object({
  device: z.string().max(80).default(""),
  sentAt: z.coerce.date().optional(),
  segments: z.array(z.unknown()).min(1).max(BATCH_LIMIT),
});
const receivedSegment = segmentInput.extend({ contractId: z.uuid() });
type Received = z.output<typeof receivedSegment>;

export type ReceivedVerdict = (Omit<Extract<Verdict, { verdict: "refused" }>, "id"> | Omit<Verdict, "id" | "key" | "params">) & {
  id: string | null;
  /** Nothing is wrong with it but the moment: it may be sent again as it should have been. */
  retry?: true;
};

/**
 * Takes an agent's segments of any number of contracts; each gets a verdict of its own, in the order sent. One transaction a contract: what one
 * refuses harms no other, and a batch sent again after a lost answer changes nothing. The sender's clock is compared when it says what time it has.
 * @throws Forbidden for anybody but an agent
 */
export async function receiveSegmentsFlow(
  db: Db,
  { device, sentAt, segments }: z.output<typeof receivedSegments>,
  context: Context,
): Promise<ReceivedVerdict[]> {
  if (context.actor.kind !== "agent") throw new Forbidden();
  const verdicts = new Array<ReceivedVerdict | undefined>(segments.length);
  const skewMinutes = sentAt ? Math.round((sentAt.getTime() - context.now.getTime()) / 60_000) : 0;
  const wrongClock = Math.abs(skewMinutes) > CLOCK_TOLERANCE_MINUTES;
  const byContract = new Map<string, { index: number; segment: Received }[]>();
  segments.forEach((one, index) => {
    const parsed = receivedSegment.safeParse(one);
    if (!parsed.success) {
      const field = parsed.error.issues[0]!.path.join(".");
      verdicts[index] = { id: idOf(one), verdict: "refused", key: "diary:refused.invalid", params: { field } };
    } else if (wrongClock) {
      const params = { skewMinutes };
      verdicts[index] = { id: parsed.data.id, verdict: "refused", key: "diary:refused.clock", params, retry: true };
    } else {
      const group = byContract.get(parsed.data.contractId) ?? [];
      group.push({ index, segment: parsed.data });
      byContract.set(parsed.data.contractId, group);
    }
  });
  for (const [contractId, group] of byContract) {
    const batch = group.map(({ segment: { contractId: _, ...segment } }) => segment);
    try {
      const recorded = await db.transaction((tx) =>
        recordSegments(tx, { contractId, segments: batch, source: "api", device }, context),
      );
      group.forEach(({ index }, place) => {
        verdicts[index] = recorded.verdicts[place]!;
      });
    } catch (error) {
      // Somebody else's contract is told like one that is not there.
      if (!(error instanceof NotFound || error instanceof Forbidden)) throw error;
      for (const { index, segment } of group)
        verdicts[index] = { id: segment.id, verdict: "refused", key: "diary:refused.notFound", params: {} };
    }
  }
  return verdicts.map((verdict) => verdict!);
}

function idOf(one: unknown): string | null {
  const { id } = (one ?? {}) as { id?: unknown };
  return typeof id === "string" && id.length <= 80 ? id : null;
}
