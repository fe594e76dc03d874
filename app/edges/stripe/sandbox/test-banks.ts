interface TestBank {
  number: string;
  /** When a payout to it goes wrong, if ever. */
  fails: "never" | "at_creation" | "before_paid" | "after_paid";
  /** docs.stripe.com/api/payouts/failures */
  code: string;
  message: string;
  about: string;
}

/**
 * Test bank accounts and what becomes of payouts to them. Numbers and codes: docs.stripe.com/connect/testing#account-numbers. Stripe
 * documents none that refuses at once or fails late: the last two numbers are this sandbox's own.
 */
export const testBanks = {
  works: { number: "000123456789", fails: "never", code: "", message: "", about: "A bank account that accepts payouts" },
  fails: {
    number: "000111111113",
    fails: "before_paid",
    code: "account_closed",
    message: "The bank account has been closed.",
    about: "One that sends every payout back",
  },
  fails_no_account: {
    number: "000111111116",
    fails: "before_paid",
    code: "no_account",
    message: "The bank account details on file are probably incorrect. No bank account exists with that number.",
    about: "One that does not exist at the bank",
  },
  fails_insufficient_funds: {
    number: "000222222227",
    fails: "before_paid",
    code: "insufficient_funds",
    message: "Your Stripe account has insufficient funds to cover the payout.",
    about: "One whose payouts bounce for want of funds",
  },
  fails_not_authorized: {
    number: "000333333335",
    fails: "before_paid",
    code: "debit_not_authorized",
    message: "Debit transactions are not approved on your bank account.",
    about: "One that does not approve debits",
  },
  fails_currency: {
    number: "000444444440",
    fails: "before_paid",
    code: "invalid_currency",
    message: "The bank was unable to process this payout because of its currency.",
    about: "One that cannot take the currency",
  },
  fails_late: {
    number: "000555555559",
    fails: "after_paid",
    code: "account_closed",
    message: "The bank account has been closed.",
    about: "One that sends payouts back after they were called paid",
  },
  refused: {
    number: "000666666661",
    fails: "at_creation",
    code: "bank_account_unusable",
    message: "This bank account cannot be used for payouts.",
    about: "One to which no payout can be made at all",
  },
} as const satisfies Record<string, TestBank>;

export type BankBehaviour = keyof typeof testBanks;

export function testBank(behaves: BankBehaviour): TestBank {
  return testBanks[behaves];
}

/** The behaviour of an account number, of its name, or of neither: null. */
export function bankNamed(given: string): BankBehaviour | null {
  const names = Object.keys(testBanks) as BankBehaviour[];
  return names.find((name) => name === given || testBanks[name].number === given) ?? null;
}
