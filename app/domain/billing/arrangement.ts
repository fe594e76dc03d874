import { z } from "zod";
import { parseMoney, settlementCurrency } from "#app/kernel/money.ts";

/** How a business pays: its card at the close, on terms by invoice, or out of what it paid ahead. */
export const paymentModes = ["card", "terms", "prepaid"] as const;
export type PaymentMode = (typeof paymentModes)[number];
export const cadences = ["weekly", "monthly"] as const;
export type Cadence = (typeof cadences)[number];
/** Days from the invoice to its due date that approved businesses get. */
export const netDayChoices = [7, 14, 30] as const;

export interface Arrangement {
  mode: PaymentMode;
  cadence: Cadence;
  /** Days to pay; only on terms. */
  netDays: number | null;
  /** The exposure limit on terms, minor units of `creditCurrency`. */
  creditLine: bigint | null;
  creditCurrency: string | null;
  /** Null when nothing was ever arranged: card, weekly. */
  fromAt: Date | null;
}

/** What every business starts with. */
export const onCard: Arrangement = {
  mode: "card",
  cadence: "weekly",
  netDays: null,
  creditLine: null,
  creditCurrency: null,
  fromAt: null,
};

const netDays = z.coerce
  .number("errors:required")
  .refine((days) => netDayChoices.some((one) => one === days), "billing:errors.netDays");

/** A business asks for terms. */
export const askForTermsInput = z.object({
  cadence: z.enum(cadences, "errors:required"),
  netDays,
  note: z.string().trim().max(500, "errors:tooLong").optional(),
});

const reason = z.string("errors:required").trim().min(5, "errors:reasonTooShort").max(500, "errors:tooLong");

/** Platform finance decides how a business pays; on terms with days to pay and a credit line. */
export const setArrangementInput = z.discriminatedUnion("mode", [
  z.object({ mode: z.enum(["card", "prepaid"]), reason }),
  z
    .object({
      mode: z.literal("terms"),
      cadence: z.enum(cadences, "errors:required"),
      netDays,
      creditLine: z.string("errors:required").trim().min(1, "errors:required"),
      creditCurrency: settlementCurrency,
      reason,
    })
    .transform((value, problems) => {
      const line = parseMoney(value.creditLine, value.creditCurrency);
      if (line && line.minor > 0n) return { ...value, creditLine: line.minor };
      problems.addIssue({ code: "custom", path: ["creditLine"], message: "billing:errors.creditLine" });
      return z.NEVER;
    }),
]);

export const declineTermsInput = z.object({ requestId: z.uuid(), answer: reason });
