import fc from "fast-check";
import { cards, type Kind, kinds } from "./kinds.ts";
import { CLOSE, leadOf, roundOf, type Story, stories, WEDNESDAYS } from "./stories.ts";

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

/** Until when something may still be done, hours after the second Monday. */
const HOURS = 20 * 24;

const businessCountries = ["US", "US", "DE", "FR", "GB"];
const agentCountries = ["PT", "PL", "DE", "GB", "HU", "BR", "NG", "VN", "BR", "NG"];
const currencies = ["USD", "EUR", "GBP"];

const often = <T>(value: T, others: readonly T[], weight = 3) =>
  fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const small = fc.nat({ max: 11 });

function storyOf({ steps, from }: Story): fc.Arbitrary<Step[]> {
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

/** Who a lead is about: the first of each. */
const castOf = ({ card, bank, countries }: ReturnType<typeof leadOf>, round: number) => ({
  business: { country: "US", card },
  agent: { country: countries[round % countries.length]!, bank, taxForm: true },
  contract: { business: 0, agent: 0, currency: "USD", rate: 2_000 },
  firstWeek: [
    { contract: 0, day: 1, minutes: 300 },
    { contract: 0, day: 2, minutes: 200 },
  ],
});

/** The seed says what a life is mostly about, so that every lead and every story is told by its share of the seeds. */
export function lifeOf(seed: number): fc.Arbitrary<Life> {
  const lead = leadOf(seed);
  const first = castOf(lead, roundOf(seed));
  const themes = [0, 11].map((offset) => stories[(seed + offset) % stories.length]!);
  const card = themes.find((one) => one.card)?.card ?? "works";
  const bank = themes.find((one) => one.bank)?.bank ?? "works";
  const single: fc.Arbitrary<Step> = fc.record({
    at: fc.integer({ min: CLOSE, max: HOURS }),
    kind: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...kinds) }, { weight: 1, arbitrary: fc.constant<Kind>("work") }),
    a: small,
    b: small,
  });
  const told: Step[] = lead.steps.map(([at, kind, b = 0]) => ({ at, kind, a: 0, b }));
  const chances = fc.tuple(...themes.map((theme) => fc.array(storyOf(theme), { minLength: 1, maxLength: 2 })));
  return fc
    .record({
      businesses: fc.array(
        fc.record({
          country: fc.constantFrom(...businessCountries),
          card: often<string | null>(card, [...Object.keys(cards), null]),
        }),
        { maxLength: 1 },
      ),
      agents: fc.array(
        fc.record({
          country: fc.constantFrom(...agentCountries),
          bank: often<string | null>(bank, ["works", "fails", "fails_late", null], 5),
          taxForm: often(true, [false], 9),
        }),
        { maxLength: 2 },
      ),
      contracts: fc.array(
        fc.record({
          business: small,
          agent: small,
          currency: fc.constantFrom(...currencies),
          rate: fc.integer({ min: 625, max: 2950 }),
        }),
        { maxLength: 3 },
      ),
      firstWeek: fc.array(fc.record({ contract: small, day: fc.nat({ max: 6 }), minutes: fc.integer({ min: 7, max: 400 }) }), {
        minLength: 1,
        maxLength: 5,
      }),
      stories: chances,
      singles: fc.array(single, { minLength: 2, maxLength: 12 }),
    })
    .map(({ stories: chosen, singles, ...life }) => ({
      businesses: [first.business, ...life.businesses],
      agents: [first.agent, ...life.agents],
      contracts: [first.contract, ...life.contracts],
      firstWeek: [...first.firstWeek, ...life.firstWeek],
      steps: [...told, ...chosen.flat(2), ...singles].sort((x, y) => x.at - y.at),
    }));
}
