import { z } from "zod";
import { addDays } from "#app/kernel/time.ts";

/** Days that the nightly run looks back, so that what was late yesterday is matched today. */
export const DAYS_LOOKED_BACK = 7;
/** A run over more than this is asked for in parts: it would keep Stripe's list busy for hours. */
const MOST_DAYS = 800;
/** A run that has not ended by then has lost its worker for good; another may start beside it. */
export const RUN_GIVES_UP_MINUTES = 60;

/** Both days belong to the span, UTC. */
export const reconciliationInput = z.object({ from: z.iso.date(), to: z.iso.date() }).superRefine(({ from, to }, issues) => {
  if (to < from) issues.addIssue({ code: "custom", path: ["to"], message: "reconciliation:errors.endsBeforeItBegins" });
  else if ((Date.parse(to) - Date.parse(from)) / 86_400_000 > MOST_DAYS)
    issues.addIssue({
      code: "custom",
      path: ["from"],
      message: "reconciliation:errors.spanTooLong",
      params: { days: MOST_DAYS },
    });
});

/** The instants of two days, both whole, the last one up to now at most. */
export function spanOf({ from, to }: { from: string; to: string }, now: Date): { from: Date; to: Date } {
  const end = addDays(new Date(`${to}T00:00:00.000Z`), 1);
  return { from: new Date(`${from}T00:00:00.000Z`), to: end < now ? end : now };
}

export type RunState = "running" | "gaveUp" | "clean" | "breaks";

export function runState(run: { startedAt: Date; finishedAt: Date | null; breaks: number }, now: Date): RunState {
  if (run.finishedAt) return run.breaks === 0 ? "clean" : "breaks";
  return now.getTime() - run.startedAt.getTime() > RUN_GIVES_UP_MINUTES * 60_000 ? "gaveUp" : "running";
}
