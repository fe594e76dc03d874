import { type SQL, sql } from "drizzle-orm";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { AGENTS_A_PAGE, type AgentQuery, highestRateOf, MOST_FOUND, wordsOfSearch } from "./agent-search.ts";
import { inDollars } from "./match.ts";
import { intArray } from "./postgres-matcher.server.ts";
import { languageTerm, tierNumber, toolTerm } from "./terms.ts";

/** A part of a text, and whether it meets the words. */
export interface Said {
  text: string;
  hit: boolean;
}
export interface FoundAgent {
  agent: AgentProfile;
  headline: Said[];
  /** Where the words stand in what the agent says about themselves; empty where they do not. */
  about: Said[];
}
export interface FoundAgents {
  list: FoundAgent[];
  total: number;
  /** Words that nobody uses, by the nearest that somebody does: the list is for these. */
  instead: { typed: string; used: string }[];
}

/**
 * Open profiles that a text in any of the four languages and some filters find: by how well they meet the words, then the best rated; without words
 * the best rated. Two queries, four where a word is a slip. What suspends, pauses or keeps somebody from being paid keeps them out, as of ranking.
 * @param page from 1
 */
export async function searchAgents(
  db: Queryable,
  query: AgentQuery,
  { page, locale }: { page: number; locale: string },
): Promise<FoundAgents> {
  const words = wordsOfSearch(query.q);
  const first = await found(db, query, words, page, locale);
  if (first.total > 0 || words.length === 0) return { ...first, instead: [] };
  const instead = await nearestWords(db, words);
  if (instead.length === 0) return { ...first, instead };
  const meant = words.map((word) => instead.find((one) => one.typed === word)?.used ?? word);
  return { ...(await found(db, query, meant, page, locale)), instead };
}

/** Whom a query finds that a saved search has not found yet, without order; at most `limit`. */
export async function findAgents(db: Queryable, query: AgentQuery, savedId: string, limit: number): Promise<string[]> {
  const words = wordsOfSearch(query.q);
  const rows = await db.execute<{ agent_id: string }>(
    sql`select p.agent_id from match_profiles p ${joinOf(words)} where ${filterOf(query, words)}
      and not exists (select 1 from search_finds f where f.search_id = ${savedId} and f.agent_id = p.agent_id) limit ${limit}`,
  );
  return rows.map((row) => row.agent_id);
}

const joinOf = (words: string[]) => (words.length > 0 ? sql`join agent_search s on s.agent_id = p.agent_id` : sql``);
const textArray = (words: string[]) => {
  const each = words.map((word) => sql`${word}`);
  return sql`array[${sql.join(each, sql`, `)}]::text[]`;
};
const queryOf = (words: string[]) => sql`agent_query(${textArray(words)})`;

function filterOf(query: AgentQuery, words: string[]): SQL {
  const terms = [
    ...(query.language ? [languageTerm(query.language, query.level)] : []),
    ...(query.tool ? [toolTerm(query.tool)] : []),
  ];
  const most = highestRateOf(query);
  const parts = [
    sql`p.open`,
    ...(words.length > 0 ? [sql`s.document @@ ${queryOf(words)}`] : []),
    ...(terms.length > 0 ? [sql`p.terms @> ${intArray(terms)}`] : []),
    ...(query.tier === "L1" ? [] : [sql`p.tier >= ${tierNumber(query.tier)}`]),
    ...(most ? [sql`p.rate_usd <= ${String(inDollars(most))}::bigint`] : []),
  ];
  return sql.join(parts, sql` and `);
}

const configurations: Record<string, string> = { en: "agent_en", fr: "agent_fr", pt: "agent_pt", es: "agent_es" };
const [BEGIN, END] = ["\u0001", "\u0002"];

async function found(db: Queryable, query: AgentQuery, words: string[], page: number, locale: string) {
  const asked = words.length > 0 ? queryOf(words) : null;
  const shown = (column: SQL, options: string) =>
    asked
      ? sql`ts_headline(${sql.raw(`'${configurations[locale] ?? "agent_en"}'`)}::regconfig, ${column}, ${asked}, ${`StartSel=${BEGIN}, StopSel=${END}, ${options}`})`
      : column;
  const rows = await db.execute<{ agent_id: string; total: number; headline: string; about: string }>(sql`
    with hits as (
      select a.id as agent_id, a.rating_milli ${asked ? sql`, s.document` : sql``}
      from match_profiles p join agents a on a.id = p.agent_id ${joinOf(words)}
      where ${filterOf(query, words)}
      order by a.rating_milli desc nulls last, a.id
      limit ${MOST_FOUND}
    ), placed as (
      select agent_id, count(*) over ()::int as total,
        row_number() over (order by ${asked ? sql`ts_rank(document, ${asked}) desc,` : sql``} rating_milli desc nulls last, agent_id) as place
      from hits
    )
    select placed.agent_id, total, ${shown(sql`a.headline`, "HighlightAll=true")} as headline,
      ${asked ? shown(sql`a.about`, "MaxFragments=2, MinWords=8, MaxWords=24") : sql`''`} as about
    from placed join agents a on a.id = placed.agent_id
    where place > ${(page - 1) * AGENTS_A_PAGE} and place <= ${page * AGENTS_A_PAGE}
    order by place`);
  const profiles = await agentProfiles(
    db,
    rows.map((row) => row.agent_id),
  );
  const list = rows.flatMap(({ agent_id, headline, about }): FoundAgent[] => {
    const agent = profiles.get(agent_id);
    const said = saidOf(about);
    return agent ? [{ agent, headline: saidOf(headline), about: said.some((one) => one.hit) ? said : [] }] : [];
  });
  return { list, total: rows[0]?.total ?? 0 };
}

function saidOf(text: string): Said[] {
  return text.split(BEGIN).flatMap((part, i): Said[] => {
    const [hit, rest] = i === 0 ? ["", part] : (part.split(END) as [string, string | undefined]);
    return [
      { text: hit!, hit: true },
      { text: rest ?? "", hit: false },
    ].filter((one) => one.text !== "");
  });
}

/** For each word that no profile uses, the nearest that one does. */
async function nearestWords(db: Queryable, words: string[]): Promise<{ typed: string; used: string }[]> {
  const rows = await db.execute<{ typed: string; used: string | null }>(sql`
    select typed, (select word from agent_words where word % plain order by similarity(word, plain) desc, word limit 1) as used
    from (select typed, unaccent(typed) as plain from unnest(${textArray(words)}) as typed) asked
    where not exists (select 1 from agent_words where starts_with(word, plain))`);
  return rows.flatMap(({ typed, used }) => (used ? [{ typed, used }] : []));
}
