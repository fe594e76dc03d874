import { z } from "zod";
import { channels, languageSkill, tiers, timeZone } from "#app/domain/agents/profile.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";
import { parseMoney, settlementCurrency } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { allHours, HALF_HOURS, noHours, weekHours } from "#app/kernel/week-hours.ts";

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

/** A draft may be incomplete; opening asks for the whole (see `missingOf`). */
export const saveRoleInput = z
  .object({
    title: z.string().trim().min(3).max(120),
    description: z.string().trim().max(4000).default(""),
    languages: z.array(languageSkill).max(6).default([]),
    tools: z
      .array(z.object({ tool: z.enum(toolSlugs), required: z.boolean().default(false) }))
      .max(10)
      .default([]),
    channels: z.array(z.enum(channels)).default([]),
    tier: z.enum(tiers).default("L1"),
    headcount: z.coerce.number().int().min(1).max(50).default(1),
    maxRate: z.string().trim().max(20).optional(),
    currency: settlementCurrency,
    /** An hour to a whole week, in minutes. */
    weeklyLimitMinutes: z.coerce.number().int().min(60).max(10_080),
    timeZone,
    coverage: weekHours,
    minCoveragePercent: z.coerce.number().int().min(0).max(100).default(60),
    startsOn: optionalDay,
    endsOn: optionalDay,
  })
  .transform((input, problems) => {
    const max = input.maxRate ? parseMoney(input.maxRate, input.currency) : null;
    if (input.maxRate && !max)
      problems.addIssue({ code: "custom", path: ["maxRate"], message: "errors:amountMalformed", params: { digits: 2 } });
    if (max && (max.minor < 100n || max.minor > 50_000n)) {
      problems.addIssue({
        code: "custom",
        path: ["maxRate"],
        message: "errors:amountOutOfBounds",
        params: { minimum: "1.00", maximum: "500.00" },
      });
    }
    if (input.startsOn && input.endsOn && input.endsOn < input.startsOn)
      problems.addIssue({ code: "custom", path: ["endsOn"], message: "roles:errors.endsBeforeStart" });
    if (new Set(input.languages.map((one) => one.language)).size < input.languages.length)
      problems.addIssue({ code: "custom", path: ["languages"], message: "agents:errors.languageTwice" });
    if (new Set(input.tools.map((one) => one.tool)).size < input.tools.length)
      problems.addIssue({ code: "custom", path: ["tools"], message: "agents:errors.toolTwice" });
    if (input.coverage === allHours && input.headcount === 1 && input.weeklyLimitMinutes >= HALF_HOURS * 30)
      problems.addIssue({ code: "custom", path: ["weeklyLimitMinutes"], message: "roles:errors.oneForAll" });
    return { ...input, maxRateMinor: max?.minor ?? null };
  });
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
