import { z } from "zod";
import { timeZone, typedRate } from "#app/domain/agents/profile.ts";
import { endsAfterStart, endsAfterStartProblem, optionalDay, plannedDay } from "#app/domain/roles/role.ts";
import { parseMoney } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { noHours, weekHours } from "#app/kernel/week-hours.ts";
import { DEFAULT_EVIDENCE, evidenceLevels } from "./evidence-level.ts";

export const offerLifecycle = lifecycle({
  sent: { accept: "accepted", decline: "declined", withdraw: "withdrawn", expire: "expired" },
  accepted: {},
  declined: {},
  withdrawn: {},
  expired: {},
});

/** An offer waits a week for its answer: long enough to think, short enough to plan by. */
export const OFFER_DAYS = 7;

/** What a business fills in; the currency is the role's. */
export const offerForm = (currency: string) =>
  z
    .object({
      hourlyRate: typedRate,
      weeklyLimitMinutes: z.coerce.number().int().min(60).max(10_080),
      windows: weekHours.refine((bits) => bits !== noHours, "hiring:errors.noHours"),
      timeZone,
      manualTimeAllowed: z.boolean().default(false),
      approvalFirst: z.boolean().default(false),
      evidenceLevel: z.enum(evidenceLevels).default(DEFAULT_EVIDENCE),
      startsOn: plannedDay,
      endsOn: optionalDay,
      message: z.string().trim().max(2000).default(""),
    })
    .refine(endsAfterStart, endsAfterStartProblem)
    .transform((input) => ({ ...input, hourlyRate: parseMoney(input.hourlyRate, currency)! }));
