import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";

/** What must hold before a month is closed. */
export const monthChecks = ["over", "proof", "reconciled", "cases", "clearing", "reserved", "bills"] as const;
export interface MonthCheck {
  name: (typeof monthChecks)[number];
  passed: boolean;
  /** Figures only, in the words of the field: "2026-12-01", "3", "12.40 USD". */
  detail: string;
}

/** Money reserved for a payout or on a charge for longer than this has lost its way. */
export const RESERVED_DAYS = 7;

export const closeMonthInput = z.object({ note: reasonInput });
