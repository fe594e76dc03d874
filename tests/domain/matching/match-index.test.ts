import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildIndex } from "#app/domain/matching/build-index.ts";
import * as layout from "#app/domain/matching/kernel/layout.ts";
import { bytesOfBits, bytesOfUuid, MatchIndex, rowsOf } from "#app/domain/matching/match-index.ts";
import type { Question } from "#app/domain/matching/matcher.ts";
import { score, TOP_TOOL_LEVEL, WEIGHTS } from "#app/domain/matching/score.ts";
import { Staging } from "#app/domain/matching/staging.ts";
import { FIRST_TOOL } from "#app/domain/matching/terms.ts";
import type { IndexedProfile } from "#app/domain/matching/tokens.ts";
import { kernelFile } from "#tests/setup/kernel.ts";

const kernel = await WebAssembly.compile(fs.readFileSync(kernelFile()));

interface Person {
  id: string;
  avail: string;
  tier: number;
  channelBits: number;
  languages: [language: number, level: number][];
  tools: [tool: number, level: number][];
  rateUsd: number;
  ratingMilli: number;
  newcomer: boolean;
}

function profileOf(person: Person): IndexedProfile {
  const terms = person.languages.flatMap(([language, level]) => Array.from({ length: level }, (_, i) => language * 8 + i + 1));
  const tools = person.tools.map(([tool, level]) => [FIRST_TOOL + tool, level] as const);
  return {
    ...person,
    id: bytesOfUuid(person.id),
    avail: bytesOfBits(person.avail),
    terms: [...terms, ...tools.map(([term]) => term)].sort((a, b) => a - b),
    toolLevels: tools.map(([term, level]) => term * 8 + level),
  };
}

/** Everybody read one by one, with score.ts: what the answer has to be. */
function oracle(people: Iterable<Person>, q: Question, limit: number, newcomers: boolean) {
  const wanted = [...q.mask].flatMap((bit, i) => (bit === "1" ? [i] : []));
  const listed = [...people].flatMap((person) => {
    const has = (term: number) =>
      person.languages.some(([language, level]) => language === term >> 3 && level >= (term & 7)) ||
      person.tools.some(([tool]) => FIRST_TOOL + tool === term);
    const overlap = wanted.reduce((sum, i) => (person.avail[i] === "1" ? sum + 1 : sum), 0);
    const toolLevels = person.tools
      .filter(([tool]) => q.tools.includes(FIRST_TOOL + tool))
      .reduce((sum, [, level]) => sum + level, 0);
    const rate = BigInt(person.rateUsd);
    const fits =
      q.required.every(has) &&
      (person.channelBits & q.channels) === q.channels &&
      person.tier >= q.tier &&
      (q.maxUsd === null || rate <= q.maxUsd) &&
      (!newcomers || person.newcomer) &&
      Math.min(overlap, q.need) * 100 >= q.minCoveragePercent * q.need;
    if (!fits) return [];
    const facts = {
      overlap,
      need: q.need,
      ratingMilli: person.ratingMilli,
      toolLevels,
      tools: q.tools.length,
      rate,
      maxRate: q.maxUsd,
    };
    return [{ agentId: person.id, total: score(facts).total, overlap, toolLevels, avail: person.avail }];
  });
  listed.sort((a, b) => b.total - a.total || (a.agentId < b.agentId ? -1 : 1));
  return listed.slice(0, limit);
}

/** Hours in runs, so that some people fit and some do not. */
const hours = fc
  .array(fc.tuple(fc.nat(335), fc.integer({ min: 1, max: 80 })), { maxLength: 4 })
  .map((runs) =>
    Array.from({ length: 336 }, (_, i) => (runs.some(([from, length]) => i >= from && i < from + length) ? "1" : "0")).join(""),
  );
const unique = <T>(item: fc.Arbitrary<[number, T]>, maxLength: number) =>
  fc.uniqueArray(item, { maxLength, selector: ([key]) => key });
const person: fc.Arbitrary<Person> = fc.record({
  id: fc.nat(60).map((n) => `0198c5f2-7a00-7000-8000-${(n * 7919).toString(16).padStart(12, "0")}`),
  avail: hours,
  tier: fc.integer({ min: 1, max: 3 }),
  channelBits: fc.integer({ min: 0, max: 15 }),
  languages: unique(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 6 })), 3),
  tools: unique(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 5 })), 4),
  rateUsd: fc.oneof(fc.constantFrom(0, 1, 1200, 4_294_967_294), fc.integer({ min: 300, max: 9000 })),
  ratingMilli: fc.oneof(fc.constantFrom(1000, 4500, 5000), fc.integer({ min: 1000, max: 5000 })),
  newcomer: fc.boolean(),
});
const question: fc.Arbitrary<Question> = fc.record({
  mask: hours,
  need: fc.oneof(fc.constantFrom(0, 1, 336), fc.integer({ min: 0, max: 120 })),
  minCoveragePercent: fc.constantFrom(0, 1, 40, 60, 99, 100),
  required: fc.uniqueArray(
    fc.oneof(
      fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 6 })).map(([language, level]) => language * 8 + level),
      fc.nat(4).map((tool) => FIRST_TOOL + tool),
    ),
    { maxLength: 2 },
  ),
  tools: fc.uniqueArray(
    fc.nat(5).map((tool) => FIRST_TOOL + tool),
    { maxLength: 4 },
  ),
  channels: fc.constantFrom(0, 0, 1, 2, 3, 15),
  tier: fc.constantFrom(1, 1, 2, 3),
  maxUsd: fc.oneof(fc.constantFrom(null, 1n, 625n, 1250n, 2500n, 5000n, 4_294_967_294n), fc.bigInt({ min: 300n, max: 9000n })),
});

type Change = { person: Person; listed: boolean };
const changes = fc.array(fc.record({ person, listed: fc.boolean() }), { maxLength: 30 });

async function asked(index: MatchIndex, people: Map<string, Person>, questions: Question[]) {
  for (const one of questions)
    for (const newcomers of [false, true])
      for (const limit of [1, 5, 200]) {
        const got = index.best(one, limit, { newcomers });
        expect(
          got.map(({ agentId, total, overlap, toolLevels, avail }) => ({ agentId, total, overlap, toolLevels, avail })),
        ).toEqual(oracle(people.values(), one, limit, newcomers));
      }
}

describe("the index answers what reading everybody answers", () => {
  test("a small marketplace through changes, pauses and a rebuild", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { maxLength: 60 }),
        changes,
        fc.array(question, { minLength: 1, maxLength: 4 }),
        async (crowd, later, questions) => {
          const people = new Map(crowd.map((one) => [one.id, one]));
          const staging = new Staging(1);
          for (const one of people.values()) staging.add(profileOf(one));
          const index = await MatchIndex.open(buildIndex(staging), kernel);
          await asked(index, people, questions);
          const change = ({ person: one, listed }: Change) => {
            if (listed) people.set(one.id, one);
            else people.delete(one.id);
            for (let twice = 0; twice < 2; twice++) index.apply(bytesOfUuid(one.id), listed ? profileOf(one) : null);
          };
          later.forEach(change);
          await asked(index, people, questions);
          const rebuilt = await MatchIndex.open(buildIndex(index.rows()), kernel);
          await asked(rebuilt, people, questions);
          expect(rebuilt.header.baseRows).toBe(people.size);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("many blocks, with and without pruning", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { minLength: 20, maxLength: 40 }),
        fc.array(question, { minLength: 4, maxLength: 4 }),
        fc.integer(),
        async (shapes, questions, seed) => {
          const people = new Map<string, Person>();
          let state = seed | 0;
          const upTo = (n: number) => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
            return (state >>> 8) % n;
          };
          for (let i = 0; i < 3000; i++) {
            const [a, b, c] = [shapes[upTo(shapes.length)]!, shapes[upTo(shapes.length)]!, shapes[upTo(shapes.length)]!];
            const id = `${(upTo(1 << 24) * 256 + (i % 256)).toString(16).padStart(8, "0")}-7a00-7000-8000-${i.toString(16).padStart(12, "0")}`;
            people.set(id, {
              ...a,
              id,
              avail: b.avail,
              languages: c.languages,
              tools: b.tools,
              rateUsd: c.rateUsd,
              ratingMilli: 1000 + upTo(4000),
            });
          }
          const staging = new Staging();
          for (const one of people.values()) staging.add(profileOf(one));
          const index = await MatchIndex.open(buildIndex(staging), kernel);
          await asked(index, people, questions);
          for (const [id, one] of [...people].slice(0, 700)) {
            if (upTo(4) === 0) {
              people.delete(id);
              index.apply(bytesOfUuid(id), null);
              continue;
            }
            const changed = { ...one, rateUsd: 300 + upTo(6000), avail: shapes[upTo(shapes.length)]!.avail };
            people.set(id, changed);
            index.apply(bytesOfUuid(id), profileOf(changed));
          }
          await asked(index, people, questions);
          const frozen = index.frozen();
          const rebuilt = await MatchIndex.open(buildIndex(rowsOf(frozen.memory, frozen.header, frozen.deltaUsed)), kernel);
          await asked(rebuilt, people, questions);
        },
      ),
      { numRuns: 4 },
    );
  });
});

test("the kernel's weights are those of score.ts", () => {
  expect([layout.HOURS_WEIGHT, layout.RATING_WEIGHT, layout.TOOLS_WEIGHT, layout.PRICE_WEIGHT, layout.TOP_LEVEL]).toEqual([
    WEIGHTS.hours,
    WEIGHTS.ratingPerMilli,
    WEIGHTS.tools,
    WEIGHTS.price,
    TOP_TOOL_LEVEL,
  ]);
});
