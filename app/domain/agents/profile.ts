import { z } from "zod";
import { parseMoney, settlementCurrency } from "#app/kernel/money.ts";
import { isTimeZone } from "#app/kernel/time.ts";
import { weekHours } from "#app/kernel/week-hours.ts";
import { cefr, isLanguage } from "./languages.ts";
import { agentCountries } from "./rails.ts";
import { toolSlug } from "./tools.ts";

export const channels = ["email", "chat", "phone", "social"] as const;
export const tiers = ["L1", "L2", "L3"] as const;
export type Channel = (typeof channels)[number];
export type Tier = (typeof tiers)[number];

/** Bounds of an hourly rate in minor units of any settlement currency: 1.00 to 500.00. */
export const RATE_BOUNDS = { minimum: 100n, maximum: 50_000n };

export const languageSkill = z.object({ language: z.string().refine(isLanguage, "errors:languageUnknown"), level: z.enum(cefr) });
export const country = z.string().refine((code) => agentCountries.includes(code), "agents:errors.countryNotServed");
export const timeZone = z.string().refine(isTimeZone, "errors:timeZoneUnknown");
const toolSkill = z.object({ tool: toolSlug, level: z.coerce.number().int().min(1).max(5) });
/**
 * An hourly rate as typed. Checked in its own field, so that it is named together with whatever else is wrong; every settlement currency
 * has two decimals and the same bounds.
 */
export const typedRate = z
  .string()
  .trim()
  .min(1)
  .max(20)
  .superRefine((text, problems) => {
    const rate = parseMoney(text, "USD");
    if (text === "") return;
    if (!rate) problems.addIssue({ code: "custom", message: "errors:amountMalformed", params: { digits: 2 } });
    else if (rate.minor < RATE_BOUNDS.minimum || rate.minor > RATE_BOUNDS.maximum)
      problems.addIssue({ code: "custom", message: "errors:amountOutOfBounds", params: { minimum: "1.00", maximum: "500.00" } });
  });
/** Refuses a row that names what a row above names, at its own place; `level` in the message is what the row above says. */
export const eachOnce =
  <K extends string>(key: K, message: string) =>
  (rows: ({ [Key in K]: string } & { level?: unknown })[], problems: z.RefinementCtx): void => {
    for (const [i, row] of rows.entries()) {
      const above = rows.slice(0, i).find((one) => one[key] === row[key]);
      if (above) problems.addIssue({ code: "custom", path: [i, key], message, params: { level: above.level } });
    }
  };

export const saveProfileInput = z
  .object({
    headline: z.string().trim().min(1).max(120),
    about: z.string().trim().max(2000).default(""),
    country,
    timeZone,
    languages: z.array(languageSkill).min(1).max(12).superRefine(eachOnce("language", "agents:errors.languageTwice")),
    tools: z.array(toolSkill).max(20).default([]).superRefine(eachOnce("tool", "agents:errors.toolTwice")),
    channels: z.array(z.enum(channels)).min(1),
    availability: weekHours,
    hourlyRate: typedRate,
    currency: settlementCurrency,
    open: z.boolean().default(false),
  })
  .transform((input) => ({ ...input, rate: parseMoney(input.hourlyRate, input.currency)!.minor }));
export type SaveProfile = z.output<typeof saveProfileInput>;
