import { z } from "zod";
import { channels, eachOnce, languageSkill, tiers, timeZone, typedRate } from "#app/domain/agents/profile.ts";
import { toolSlug } from "#app/domain/agents/tools.ts";
import { parseMoney, settlementCurrency } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { dateIn } from "#app/kernel/time.ts";
import { allHours, HALF_HOURS, noHours, weekHours } from "#app/kernel/week-hours.ts";
import { bandDays, mostPeople, wrongBands } from "./headcount.ts";

/** Life of a posted role. A filled role can be opened again when somebody leaves. */
export const roleLifecycle = lifecycle({
  draft: { open: "open", close: "closed" },
  open: { pause: "paused", fill: "filled", close: "closed" },
  paused: { open: "open", close: "closed" },
  filled: { open: "open", close: "closed" },
  closed: {},
});
export type RoleState = (typeof roleLifecycle.states)[number];

/** A day that somebody plans by: a real date of this century, not a slip of the keyboard. */
export const plannedDay = z.iso
  .date("errors:zod.invalid_format.date")
  .refine((day) => day >= "2000-01-01" && day <= "2099-12-31", "errors:zod.invalid_format.date");
/** The same, or left empty. */
export const optionalDay = z.preprocess((text) => (text === "" ? undefined : text), plannedDay.optional());

export function endsAfterStart({ startsOn, endsOn }: { startsOn?: string | null; endsOn?: string | null }): boolean {
  return !startsOn || !endsOn || endsOn >= startsOn;
}
/** Told whatever else is wrong with the form, as long as the dates are dates. */
export const endsAfterStartProblem = {
  path: ["endsOn"],
  message: "roles:errors.endsBeforeStart",
  when: ({ value }: { value: unknown }) => z.looseObject({ startsOn: optionalDay, endsOn: optionalDay }).safeParse(value).success,
};

interface Dated {
  startsOn: string | null;
  endsOn: string | null;
}
/**
 * Which date of a role is past on the role's own clock, so that it cannot be posted with it.
 * @param posted the dates it was posted with before: what runs already keeps the day it began on
 */
export function pastDay(
  { timeZone, ...dates }: Dated & { timeZone: string },
  now: Date,
  posted?: Dated,
): "startsOn" | "endsOn" | null {
  const today = dateIn(now, timeZone);
  const isPast = (day: "startsOn" | "endsOn") => dates[day] !== null && dates[day] < today && dates[day] !== posted?.[day];
  return (["startsOn", "endsOn"] as const).find(isPast) ?? null;
}

const people = z.coerce.number().int().min(1).max(50);
const headcountBand = z.object({
  people,
  days: z.enum(bandDays),
  from: z.coerce.number().int().min(0).max(47),
  to: z.coerce.number().int().min(1).max(48),
});

/** How many people are wanted when. */
export const headcountFields = { headcount: people.default(1), headcounts: z.array(headcountBand).max(12).default([]) };

/** A draft may be incomplete; opening asks for the whole (see `missingOf`). */
export const saveRoleInput = z
  .object({
    title: z.string().trim().min(3).max(120),
    description: z.string().trim().max(4000).default(""),
    languages: z.array(languageSkill).max(6).default([]).superRefine(eachOnce("language", "agents:errors.languageTwice")),
    tools: z
      .array(z.object({ tool: toolSlug, required: z.boolean().default(false) }))
      .max(10)
      .default([])
      .superRefine(eachOnce("tool", "agents:errors.toolTwice")),
    channels: z.array(z.enum(channels)).default([]),
    tier: z.enum(tiers).default("L1"),
    ...headcountFields,
    maxRate: z.preprocess((text) => (text === "" ? undefined : text), typedRate.optional()),
    currency: settlementCurrency,
    /** An hour to a whole week, in minutes. */
    weeklyLimitMinutes: z.coerce.number().int().min(60).max(10_080),
    timeZone,
    coverage: weekHours,
    minCoveragePercent: z.coerce.number().int().min(0).max(100).default(60),
    startsOn: optionalDay,
    endsOn: optionalDay,
  })
  .refine(endsAfterStart, endsAfterStartProblem)
  .superRefine(({ coverage, headcounts }, context) => {
    for (const { band, problem } of wrongBands(coverage, headcounts))
      context.addIssue({ code: "custom", path: ["headcounts", band, "people"], message: `roles:errors.headcount.${problem}` });
  })
  .refine((input) => input.coverage !== allHours || mostPeople(input) > 1 || input.weeklyLimitMinutes < HALF_HOURS * 30, {
    path: ["weeklyLimitMinutes"],
    message: "roles:errors.oneForAll",
  })
  .transform((input) => ({
    ...input,
    maxRateMinor: input.maxRate === undefined ? null : parseMoney(input.maxRate, input.currency)!.minor,
  }));
export type SaveRole = z.output<typeof saveRoleInput>;

interface Openable {
  languages: unknown[];
  channels: unknown[];
  coverage: string;
  description: string;
}

/** What a draft still lacks before it can be opened: names of fields. */
export function missingOf(role: Openable): ("languages" | "channels" | "coverage" | "description")[] {
  const missing: ("languages" | "channels" | "coverage" | "description")[] = [];
  if (role.description.length < 20) missing.push("description");
  if (role.languages.length === 0) missing.push("languages");
  if (role.channels.length === 0) missing.push("channels");
  if (role.coverage === noHours) missing.push("coverage");
  return missing;
}
