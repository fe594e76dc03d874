/** How a test card behaves: at the hosted card page, and when it is charged. Numbers and answers: docs.stripe.com/testing. */
export interface Card {
  number: string;
  brand: "visa" | "mastercard" | "amex";
  /** "challenge": the page asks the holder to authenticate first. Otherwise a decline. */
  atSetup: "accepted" | "challenge" | Decline;
  atCharge: "accepted" | Decline;
  /** Whether a charge without the holder needs authentication. */
  authentication: "never" | "unless_set_up" | "always";
  /** Funds skip the pending balance. */
  settlesAtOnce?: boolean;
  /** Its holder disputes every charge at once, for this reason. */
  disputes?: "fraudulent" | "product_not_received";
  /** What becomes of refunds: pending for a day, or sent back after they succeeded. */
  refunds?: "pending" | "fail_later";
  about: string;
}

export type Decline = keyof typeof declines;

export const declines = {
  generic_decline: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  insufficient_funds: { code: "card_declined", decline_code: "insufficient_funds", message: "Your card has insufficient funds." },
  lost_card: { code: "card_declined", decline_code: "lost_card", message: "Your card was declined." },
  stolen_card: { code: "card_declined", decline_code: "stolen_card", message: "Your card was declined." },
  processing_error: {
    code: "processing_error",
    decline_code: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
  },
  expired_card: { code: "expired_card", decline_code: "expired_card", message: "Your card has expired." },
  incorrect_cvc: { code: "incorrect_cvc", decline_code: "incorrect_cvc", message: "Your card's security code is incorrect." },
  authentication_required: {
    code: "authentication_required",
    decline_code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
} as const;

/**
 * 0002, 9995, 9987, 9979 and 0119 are declined at Stripe's own card page already; here they can be saved and decline when they are charged, as 0341 does,
 * so that a declined weekly bill can be seen.
 */
export const testCards: Card[] = [
  {
    number: "4242424242424242",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    about: "works",
  },
  {
    number: "5555555555554444",
    brand: "mastercard",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    about: "works (Mastercard)",
  },
  {
    number: "378282246310005",
    brand: "amex",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    about: "works (American Express)",
  },
  {
    number: "4000000000000077",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    settlesAtOnce: true,
    about: "works, funds are available at once",
  },
  {
    number: "4000000000000002",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "generic_decline",
    authentication: "never",
    about: "is declined when charged",
  },
  {
    number: "4000000000009995",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "insufficient_funds",
    authentication: "never",
    about: "has insufficient funds when charged",
  },
  {
    number: "4000000000000341",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "generic_decline",
    authentication: "never",
    about: "is declined when charged",
  },
  {
    number: "4000000000009987",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "lost_card",
    authentication: "never",
    about: "is declined as lost when charged",
  },
  {
    number: "4000000000009979",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "stolen_card",
    authentication: "never",
    about: "is declined as stolen when charged",
  },
  {
    number: "4000000000000119",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "processing_error",
    authentication: "never",
    about: "meets a processing error when charged",
  },
  {
    number: "4000008400001629",
    brand: "visa",
    atSetup: "challenge",
    atCharge: "generic_decline",
    authentication: "always",
    about: "asks for authentication at every charge, and is declined after it",
  },
  {
    number: "4000000000000259",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    disputes: "fraudulent",
    about: "works, and every charge is disputed as fraudulent",
  },
  {
    number: "4000000000002685",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    disputes: "product_not_received",
    about: "works, and every charge is disputed as not received",
  },
  {
    number: "4000000000007726",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    refunds: "pending",
    about: "works, and refunds stay pending for a day",
  },
  {
    number: "4000000000005126",
    brand: "visa",
    atSetup: "accepted",
    atCharge: "accepted",
    authentication: "never",
    refunds: "fail_later",
    about: "works, and refunds fail after they succeeded",
  },
  {
    number: "4000002500003155",
    brand: "visa",
    atSetup: "challenge",
    atCharge: "accepted",
    authentication: "unless_set_up",
    about: "asks for authentication now, works later",
  },
  {
    number: "4000002760003184",
    brand: "visa",
    atSetup: "challenge",
    atCharge: "accepted",
    authentication: "always",
    about: "asks for authentication at every charge",
  },
  {
    number: "4000000000000069",
    brand: "visa",
    atSetup: "expired_card",
    atCharge: "expired_card",
    authentication: "never",
    about: "is refused as expired",
  },
  {
    number: "4000000000000127",
    brand: "visa",
    atSetup: "incorrect_cvc",
    atCharge: "incorrect_cvc",
    authentication: "never",
    about: "is refused for its security code",
  },
];

export function testCard(number: string): Card | undefined {
  const digits = number.replace(/[\s-]/g, "");
  return testCards.find((card) => card.number === digits);
}
