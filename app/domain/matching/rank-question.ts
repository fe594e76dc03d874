import { z } from "zod";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { addDays } from "#app/kernel/time.ts";

/** What an operator found; each is a sentence of the catalogue, "matching:ask.outcomes". */
export const outcomes = ["explained", "data-corrected", "mistake-found"] as const;
export type RankOutcome = (typeof outcomes)[number];

/** Life of an agent's question about a rank; another may be asked when it is answered. */
export const rankQuestionLifecycle = lifecycle({
  open: { answer: "answered" },
  answered: {},
});
export type RankQuestionState = (typeof rankQuestionLifecycle.states)[number];

/** Days for an operator to answer. */
const ANSWER_DAYS = 7;

export function answerUntil(askedAt: Date): Date {
  return addDays(askedAt, ANSWER_DAYS);
}

const words = z.string().trim().min(20, "matching:errors.sayMore").max(2000, "errors:tooLong");
export const askAboutRankInput = z.object({ question: words });
export const answerRankQuestionInput = z.object({ answer: words, outcome: z.enum(outcomes) });
