import fc from "fast-check";

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

export interface Step {
  /** Hours after the second Monday 00:00 UTC. */
  at: number;
  kind: Kind;
  /** Choose among what is there at that moment. */
  a: number;
  b: number;
}

/** A life of some weeks, as plain data: it shrinks, and prints. */
export interface Life {
  businesses: { country: string; card: string | null }[];
  agents: { country: string; bank: string | null; taxForm: boolean }[];
  contracts: { business: number; agent: number; currency: string; rate: number }[];
  /** Stretches of work of the first week: contract, day, minutes. */
  firstWeek: { contract: number; day: number; minutes: number }[];
  steps: Step[];
}

export const cards = {
  works: "4242424242424242",
  declined: "4000000000000002",
  noFunds: "4000000000009995",
  asks: "4000002760003184",
  disputes: "4000000000000259",
  refundsFail: "4000000000005126",
};

/** Hours from the second Monday 00:00 on: its close, and the Wednesdays on which the first and the second week become available. */
const CLOSE = 12;
const WEDNESDAYS = [228, 396] as const;
/** Until when something may still be done. */
const HOURS = 20 * 24;

/** Steps that belong together, with the hours between them: rare ones happen often enough only in company. */
type Story = [kind: Kind, after: number][];
const stories: { steps: Story; from: readonly [number, number] | readonly number[]; card?: string; bank?: string }[] = [
  {
    steps: [
      ["work", 0],
      ["work", 30],
      ["add_card", 3],
    ],
    from: [13, 200],
  },
  {
    steps: [
      ["pay_bill", 0],
      ["confirm_3ds", 3],
      ["confirm_3ds", 20],
    ],
    from: [14, 120],
    card: "asks",
  },
  {
    steps: [
      ["pay_bill", 0],
      ["add_card", 5],
      ["pay_bill", 2],
      ["pay_bill", 60],
    ],
    from: [14, 120],
    card: "declined",
  },
  {
    steps: [
      ["new_bank", 0],
      ["retry_payout", 80],
      ["new_bank", 60],
      ["retry_payout", 80],
    ],
    from: [290, 310],
    bank: "fails",
  },
  {
    steps: [
      ["retry_payout", 0],
      ["new_bank", 1],
      ["retry_payout", 76],
    ],
    from: [360, 390],
    bank: "fails_late",
  },
  {
    steps: [
      ["request_payout", 0],
      ["request_payout", 0],
    ],
    from: WEDNESDAYS,
  },
  {
    steps: [
      ["hold_payout", 0],
      ["hold_payout", 0],
      ["release_payout", 3],
      ["release_payout", 1],
    ],
    from: WEDNESDAYS,
  },
  {
    steps: [
      ["outage", 0],
      ["work", 10],
    ],
    from: [10, 400],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["contest_dispute", 10],
      ["decide_dispute", 20],
    ],
    from: [13, 300],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["decide_dispute", 80],
      ["write_off_recovery", 5],
    ],
    from: [250, 380],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["open_dispute", 1],
      ["accept_dispute", 30],
      ["accept_dispute", 1],
    ],
    from: [13, 300],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["accept_dispute", 10],
      ["write_off_recovery", 2],
    ],
    from: [300, 440],
    bank: "works",
  },
  {
    steps: [
      ["open_dispute", 0],
      ["withdraw_dispute", 20],
    ],
    from: [13, 300],
  },
  {
    steps: [
      ["refund", 0],
      ["refund", 30],
      ["refund", 100],
    ],
    from: [14, 250],
  },
  {
    steps: [
      ["chargeback", 0],
      ["answer_chargeback", 20],
      ["decide_chargeback", 50],
      ["pay_bill", 3],
    ],
    from: [14, 300],
  },
  {
    steps: [
      ["answer_chargeback", 0],
      ["decide_chargeback", 30],
      ["pay_bill", 10],
    ],
    from: [20, 100],
    card: "disputes",
  },
  {
    steps: [
      ["set_terms", 0],
      ["pay_invoice", 20],
      ["pay_invoice", 100],
      ["pay_invoice", 60],
    ],
    from: [0, 11],
  },
  {
    steps: [
      ["set_terms", 0],
      ["write_off_bill", 30],
      ["pay_invoice", 10],
    ],
    from: [0, 11],
  },
  {
    steps: [
      ["write_off_bill", 0],
      ["add_card", 20],
      ["pay_bill", 1],
    ],
    from: [60, 300],
    card: "declined",
  },
  {
    steps: [
      ["set_preferences", 0],
      ["request_payout", 230],
      ["set_preferences", 10],
    ],
    from: [0, 160],
  },
  {
    steps: [
      ["give_bonus", 0],
      ["give_bonus", 2],
      ["withdraw_bonus", 5],
      ["give_bonus", 20],
    ],
    from: [0, 200],
  },
  {
    steps: [
      ["prepay", 0],
      ["refund_credit", 30],
      ["prepay", 40],
    ],
    from: [0, 11],
  },
  {
    steps: [
      ["prepay", 0],
      ["refund_credit", 3],
      ["chargeback", 50],
    ],
    from: [13, 250],
  },
];

const businessCountries = ["US", "US", "DE", "FR", "GB"];
const agentCountries = ["PT", "PL", "DE", "GB", "HU", "BR", "NG", "VN", "BR", "NG"];
const currencies = ["USD", "EUR", "GBP"];

const often = <T>(value: T, others: readonly T[], weight = 3) =>
  fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const small = fc.nat({ max: 11 });

function storyOf({ steps, from }: (typeof stories)[number]): fc.Arbitrary<Step[]> {
  const start =
    from.length === 2 && from !== WEDNESDAYS ? fc.integer({ min: from[0]!, max: from[1]! }) : fc.constantFrom(...from);
  return fc
    .record({ start, a: small, picks: fc.array(small, { minLength: steps.length, maxLength: steps.length }) })
    .map((drawn) => {
      let at = drawn.start;
      return steps.map(([kind, after], i) => {
        at += after;
        return { at: Math.min(at, HOURS), kind, a: drawn.a, b: drawn.picks[i]! };
      });
    });
}

/** The seed says what a life is mostly about, so that every story is told by its share of the seeds. */
export function lifeOf(seed: number): fc.Arbitrary<Life> {
  const themes = [0, 7, 13].map((offset) => stories[(seed + offset) % stories.length]!);
  const card = themes.find((one) => one.card)?.card ?? "works";
  const bank = themes.find((one) => one.bank)?.bank ?? "works";
  const single: fc.Arbitrary<Step> = fc.record({
    at: fc.integer({ min: CLOSE, max: HOURS }),
    kind: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...kinds) }, { weight: 1, arbitrary: fc.constant<Kind>("work") }),
    a: small,
    b: small,
  });
  const told = fc.tuple(...themes.map((theme) => fc.array(storyOf(theme), { minLength: 1, maxLength: 2 })));
  return fc
    .record({
      businesses: fc.array(
        fc.record({
          country: fc.constantFrom(...businessCountries),
          card: often<string | null>(card, [...Object.keys(cards), null]),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      agents: fc.array(
        fc.record({
          country: fc.constantFrom(...agentCountries),
          bank: often<string | null>(bank, ["works", "fails", "fails_late", null], 5),
          taxForm: often(true, [false], 9),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      contracts: fc.array(
        fc.record({
          business: small,
          agent: small,
          currency: fc.constantFrom(...currencies),
          rate: fc.integer({ min: 625, max: 2950 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      firstWeek: fc.array(fc.record({ contract: small, day: fc.nat({ max: 6 }), minutes: fc.integer({ min: 7, max: 400 }) }), {
        minLength: 2,
        maxLength: 6,
      }),
      stories: told,
      singles: fc.array(single, { minLength: 2, maxLength: 12 }),
    })
    .map(({ stories: chosen, singles, ...life }) => ({
      ...life,
      steps: [...chosen.flat(2), ...singles].sort((x, y) => x.at - y.at),
    }));
}
