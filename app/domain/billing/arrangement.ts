/** How a business pays: its card at the close, on terms by invoice, or out of what it paid ahead. */
export type PaymentMode = "card" | "terms" | "prepaid";
export type Cadence = "weekly" | "monthly";

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
