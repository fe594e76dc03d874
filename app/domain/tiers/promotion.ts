import { z } from "zod";
import { parseMoney } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";

/** A proposal of the system, decided by a person, accepted by the agent, in force from a Monday. */
export const promotionLifecycle = lifecycle({
  proposed: { approve: "approved", decline: "declined" },
  approved: { begin: "inForce", refuse: "refused" },
  declined: {},
  inForce: {},
  refused: {},
});
export type PromotionState = (typeof promotionLifecycle.states)[number];

/** A declined proposal comes again only after so many weeks. */
export const QUIET_WEEKS = 4;

export const evidenceInput = z.object({
  id: z.uuid().optional(),
  kind: z.enum(["qa-score", "work-sample"]),
  score: z.number().int().min(0).max(100),
  note: z.string().trim().max(1000).default(""),
});

/** The decision as typed: an approval carries an hourly rate in the contract's currency, 1.00 to 500.00. */
export const decidePromotionInput = (currency: string) =>
  z.discriminatedUnion("decision", [
    z.object({
      decision: z.literal("approve"),
      newRate: z
        .string()
        .trim()
        .min(1)
        .max(20)
        .transform((text, problems) => {
          const rate = parseMoney(text, currency);
          if (!rate) problems.addIssue({ code: "custom", message: "errors:amountMalformed", params: { digits: 2 } });
          else if (rate.minor < 100n || rate.minor > 50_000n)
            problems.addIssue({
              code: "custom",
              message: "errors:amountOutOfBounds",
              params: { minimum: "1.00", maximum: "500.00" },
            });
          return rate?.minor ?? 0n;
        }),
      reason: z.string().trim().min(3).max(1000),
    }),
    z.object({ decision: z.literal("decline"), reason: z.string().trim().min(3).max(1000) }),
  ]);
export const replyInput = z.object({ reply: z.string().trim().min(3).max(2000) });

/** A work sample counts as passed from 60 of 100. */
export const SAMPLE_PASSES = 60;
