import type { AccountState } from "#app/domain/payouts/payout.ts";

/** An agent's account with Stripe, as the pages show it. */
export interface PayoutAccount {
  state: Exclude<AccountState, "none">;
  currency: string;
  bankLast4: string | null;
  usableFrom: Date | null;
  requirements: string[];
  requirementsDueAt: Date | null;
  country: string;
}
