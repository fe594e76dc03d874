import { z } from "zod";
import { channels, languageSkill, tiers, timeZone, typedRate } from "#app/domain/agents/profile.ts";
import { toolSlug } from "#app/domain/agents/tools.ts";
import { parseMoney, settlementCurrency } from "#app/kernel/money.ts";
import { weekHours } from "#app/kernel/week-hours.ts";
import { headcountFields } from "./role.ts";

/** What of a role's form decides who fits; the rest may still be empty. */
export const rolePreviewInput = z
  .object({
    languages: z.array(languageSkill).max(6).default([]),
    tools: z
      .array(z.object({ tool: toolSlug, required: z.boolean().default(false) }))
      .max(10)
      .default([]),
    channels: z.array(z.enum(channels)).default([]),
    tier: z.enum(tiers).default("L1"),
    maxRate: z.preprocess((text) => (text === "" ? undefined : text), typedRate.optional()),
    currency: settlementCurrency,
    ...headcountFields,
    weeklyLimitMinutes: z.coerce.number().int().min(60).max(10_080),
    timeZone,
    coverage: weekHours,
    minCoveragePercent: z.coerce.number().int().min(0).max(100).default(60),
  })
  .transform(({ maxRate, ...input }) => ({
    ...input,
    maxRate: maxRate === undefined ? null : parseMoney(maxRate, input.currency)!.minor,
  }));
