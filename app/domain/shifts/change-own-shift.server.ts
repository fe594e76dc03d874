import type { output } from "zod";
import type { Context } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { answerSwap } from "./answer-swap.server.ts";
import { claimShift } from "./claim-shift.server.ts";
import { offerSwap } from "./offer-swap.server.ts";
import { releaseShift } from "./release-shift.server.ts";
import type { ownShiftChange } from "./shift.ts";
import { withdrawSwap } from "./withdraw-swap.server.ts";

/** What an agent asked for on the pages of shifts; each change checks for itself who may. */
export async function changeOwnShift(tx: Tx, change: output<typeof ownShiftChange>, context: Context): Promise<void> {
  if (change.intent === "release") await releaseShift(tx, change, context);
  else if (change.intent === "claim") await claimShift(tx, change, context);
  else if (change.intent === "offerSwap") await offerSwap(tx, { ...change, ...change.with }, context);
  else if (change.intent === "withdraw") await withdrawSwap(tx, change, context);
  else await answerSwap(tx, { swapId: change.swapId, answer: change.intent }, context);
}
