/** Everything that people and banks do in a life; the product's own jobs run by themselves. */
export const kinds = [
  "work",
  "add_card",
  "pay_bill",
  "confirm_3ds",
  "set_terms",
  "pay_invoice",
  "write_off_bill",
  "give_bonus",
  "withdraw_bonus",
  "prepay",
  "refund_credit",
  "set_preferences",
  "request_payout",
  "hold_payout",
  "release_payout",
  "retry_payout",
  "new_bank",
  "open_dispute",
  "contest_dispute",
  "accept_dispute",
  "decide_dispute",
  "withdraw_dispute",
  "write_off_recovery",
  "refund",
  "chargeback",
  "answer_chargeback",
  "decide_chargeback",
  "outage",
] as const;
export type Kind = (typeof kinds)[number];

export const cards = {
  works: "4242424242424242",
  declined: "4000000000000002",
  noFunds: "4000000000009995",
  asks: "4000002760003184",
  disputes: "4000000000000259",
  refundsFail: "4000000000005126",
};
export type Card = keyof typeof cards;
export type Bank = "works" | "fails" | "fails_late";
