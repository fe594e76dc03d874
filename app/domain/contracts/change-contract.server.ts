import type { output } from "zod";
import type { Context } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { answerAmendment } from "./answer-amendment.server.ts";
import type { contractChange } from "./contract.ts";
import { endContract } from "./end-contract.server.ts";
import { proposeAmendment } from "./propose-amendment.server.ts";
import { stopPictures } from "./stop-pictures.server.ts";
import { withdrawAmendment } from "./withdraw-amendment.server.ts";

/** What either side asked for on a contract's page; each change checks for itself who may. */
export async function changeContract(
  tx: Tx,
  { contractId, change }: { contractId: string; change: output<ReturnType<typeof contractChange>> },
  context: Context,
): Promise<void> {
  if (change.intent === "end") await endContract(tx, { contractId, reason: change.reason }, context);
  else if (change.intent === "propose") await proposeAmendment(tx, { ...change, contractId, reason: reasonOf(change) }, context);
  else if (change.intent === "stopPictures") await stopPictures(tx, { contractId }, context);
  else if (change.intent === "withdraw") await withdrawAmendment(tx, change, context);
  else await answerAmendment(tx, { amendmentId: change.amendmentId, answer: change.intent }, context);
}

/** A proposal is named after what weighs most in it. */
function reasonOf(change: { hourlyRate?: bigint; weeklyLimitMinutes?: number }): "rate" | "limit" | "evidence" {
  if (change.hourlyRate !== undefined) return "rate";
  return change.weeklyLimitMinutes === undefined ? "evidence" : "limit";
}
