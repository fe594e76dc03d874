import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { disputeSegments } from "#db/schema/disputes.ts";
import { lockDispute } from "./lock-dispute.server.ts";
import { settleDispute } from "./settle-dispute.server.ts";

export interface DecideDispute {
  disputeId: string;
  /** Named segments whose pay the business gets back; none = decided for the agent. */
  upheld: string[];
  refundTo: "card" | "credit";
  repays: boolean;
  decision: string;
}

/**
 * The mediator decides segment by segment, once the agent has answered or three days have passed. Twice is once: the first decision stays.
 * @throws NotFound, Forbidden without "disputes.decide", Conflict while the agent may still answer and once it is over, Invalid for segments that
 *   the dispute does not name
 */
export async function decideDispute(tx: Tx, input: DecideDispute, context: Context): Promise<void> {
  const { disputeId, refundTo, repays, decision } = input;
  const dispute = await lockDispute(tx, disputeId, "disputes.decide", context);
  if (dispute.state === "decided") return;
  const silent = dispute.state === "open" && dispute.answerDueAt <= context.now;
  if (dispute.state === "open" && !silent) throw new Conflict("disputes:errors.notAnswered");
  const named = new Map(
    (await tx.select().from(disputeSegments).where(eq(disputeSegments.disputeId, disputeId))).map((one) => [one.segmentId, one]),
  );
  const upheld = new Set(input.upheld);
  if ([...upheld].some((one) => !named.has(one))) throw new Invalid("upheld", "disputes:errors.otherSegments");
  await settleDispute(
    tx,
    silent ? { ...dispute, state: "answered" } : dispute,
    { action: "decide", upheld, refundTo, repays, words: decision },
    context,
  );
  const pay = [...upheld].reduce((sum, one) => sum + named.get(one)!.pay, 0n);
  await recordAudit(
    tx,
    {
      action: "dispute.decided",
      subject: { kind: "dispute", id: disputeId },
      reason: decision.slice(0, 500),
      amount: money(pay, dispute.currency),
      detail: { upheld: upheld.size, of: named.size, refundTo, repays },
    },
    context,
  );
}
