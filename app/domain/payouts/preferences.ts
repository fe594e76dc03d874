import { z } from "zod";
import { parseMoney } from "#app/kernel/money.ts";
import { schedules } from "./schedule.ts";

/** Without a row: every Wednesday, from Deskhand's own minimum on. */
export const defaultPreferences = { schedule: "weekly", minimum: null } as const;

/** What the form posts: an amount as people write it, empty for none of one's own. @returns `minimum` in minor units */
export const preferencesInput = z.object({
  schedule: z.enum(schedules),
  minimum: z
    .string()
    .trim()
    .max(20, "errors:tooLong")
    .default("")
    .transform((text, context) => {
      if (text === "") return null;
      // All currencies of balances have two decimals.
      const amount = parseMoney(text, "USD");
      if (amount && amount.minor <= 10_000_000n) return amount.minor;
      context.addIssue({ code: "custom", message: "payouts:errors.minimumMalformed" });
      return z.NEVER;
    }),
});
export type Preferences = z.infer<typeof preferencesInput>;
