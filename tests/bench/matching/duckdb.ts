import {
  BOOLEAN,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBListValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  SMALLINT,
  UBIGINT,
  UINTEGER,
  UTINYINT,
} from "@duckdb/node-api";
import { commonLanguages } from "#app/domain/agents/languages.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";
import { bytesOfBits } from "#app/domain/matching/match-index.ts";
import type { Question } from "#app/domain/matching/matcher.ts";
import { TOP_TOOL_LEVEL, WEIGHTS } from "#app/domain/matching/score.ts";
import { FIRST_TOOL } from "#app/domain/matching/terms.ts";
import { type Person, uuidOf } from "./population.ts";
import type { Place } from "./scan.ts";

/**
 * `same`: the columns of match_profiles, hours as six words because DuckDB counts no bits of longer ones. `wide`: a column with the level
 * for each common language and tool, which serves a store of columns better than any table that people would keep.
 */
export type Columns = "same" | "wide";
const THREADS = "2";
/** What DuckDB takes at once. */
const CHUNK = 2048;
const words = [0, 1, 2, 3, 4, 5];

const shared: [name: string, type: DuckDBType][] = [
  ["number", UINTEGER],
  ["open", BOOLEAN],
  ["tier", UTINYINT],
  ["channels", UTINYINT],
  ["rate", UINTEGER],
  ["rating", SMALLINT],
  ...words.map((word): [string, DuckDBType] => [`h${word}`, UBIGINT]),
];
const skills: Record<Columns, [name: string, type: DuckDBType][]> = {
  same: [
    ["terms", LIST(INTEGER)],
    ["tool_levels", LIST(INTEGER)],
  ],
  wide: [
    ...commonLanguages.map((_, language): [string, DuckDBType] => [`l${language}`, UTINYINT]),
    ...toolSlugs.map((_, tool): [string, DuckDBType] => [`t${tool}`, UTINYINT]),
  ],
};

/** Everybody in DuckDB's memory, and the exact best of a role as one query. */
export async function openDuckdb(columns: Columns, agents: number, person: (number: number) => Person) {
  const instance = await DuckDBInstance.create(":memory:", { threads: THREADS });
  const connection = await instance.connect();
  const table = [...shared, ...skills[columns]];
  await connection.run(`create table people (${table.map(([name, type]) => `${name} ${type} not null`).join(", ")})`);
  const appender = await connection.createAppender("people");
  for (let first = 0; first < agents; first += CHUNK) {
    const rows = Math.min(CHUNK, agents - first);
    const data = table.map(() => new Array<DuckDBValue>(rows));
    for (let row = 0; row < rows; row++) {
      const values = valuesOf(person(first + row), columns);
      for (let column = 0; column < table.length; column++) data[column]![row] = values[column]!;
    }
    const chunk = DuckDBDataChunk.create(
      table.map(([, type]) => type),
      rows,
    );
    chunk.setColumns(data);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  return {
    best: async (question: Question, limit: number): Promise<Place[]> => {
      const answer = await connection.runAndReadAll(ranking(question, limit, columns));
      return answer.getRows().map(([number, total]) => ({ agentId: uuidOf(Number(number)), total: Number(total) }));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function valuesOf({ number, profile, open, languages: spoken, tools }: Person, columns: Columns): DuckDBValue[] {
  const values: DuckDBValue[] = [number, open, profile.tier, profile.channelBits, profile.rateUsd, profile.ratingMilli];
  values.push(...wordsOf(profile.avail));
  if (columns === "same") {
    values.push(new DuckDBListValue([...profile.terms]), new DuckDBListValue([...profile.toolLevels]));
    return values;
  }
  const levels = new Array<number>(commonLanguages.length + toolSlugs.length).fill(0);
  for (const [language, level] of spoken) levels[language] = level;
  for (const [tool, level] of tools) levels[commonLanguages.length + tool] = level;
  return values.concat(levels);
}

function wordsOf(hours: Uint8Array): bigint[] {
  const padded = new Uint8Array(48);
  padded.set(hours);
  const view = new DataView(padded.buffer);
  return words.map((word) => view.getBigUint64(word * 8));
}

function ranking(q: Question, limit: number, columns: Columns): string {
  const counts = wordsOf(bytesOfBits(q.mask)).flatMap((mask, word) =>
    mask === 0n ? [] : [`bit_count(h${word} & ${mask}::ubigint)::smallint`],
  );
  const { required, levels } = columns === "same" ? inLists(q) : inColumns(q);
  const where = [
    "open",
    ...required,
    `channels & ${q.channels} = ${q.channels}`,
    `tier >= ${q.tier}`,
    `least(overlap, ${q.need}) * 100 >= ${q.minCoveragePercent * q.need}`,
    ...(q.maxUsd === null ? [] : [`rate <= ${q.maxUsd}`]),
  ];
  const tools = q.tools.length === 0 ? WEIGHTS.tools : `${WEIGHTS.tools} * (${levels}) // ${TOP_TOOL_LEVEL * q.tools.length}`;
  const price = q.maxUsd === null ? WEIGHTS.price : `${WEIGHTS.price}::bigint * (${q.maxUsd} - rate) // ${q.maxUsd}`;
  return `select number, ${WEIGHTS.hours} * least(overlap, ${q.need}) // ${Math.max(q.need, 1)} + ${WEIGHTS.ratingPerMilli} * rating::integer + ${tools} + ${price} as total
    from (select *, (${counts.join(" + ") || 0})::integer as overlap from people)
    where ${where.join(" and ")} order by total desc, number limit ${limit}`;
}

function inLists(q: Question) {
  return {
    required: q.required.map((term) => `list_contains(terms, ${term})`),
    levels: `coalesce(list_sum([x & 7 for x in tool_levels if (x >> 3) in (${q.tools.join()})]), 0)::integer`,
  };
}

function inColumns(q: Question) {
  return {
    required: q.required.map((term) => (term >= FIRST_TOOL ? `t${term - FIRST_TOOL} > 0` : `l${term >> 3} >= ${term & 7}`)),
    levels: q.tools.map((term) => `t${term - FIRST_TOOL}::integer`).join(" + "),
  };
}
