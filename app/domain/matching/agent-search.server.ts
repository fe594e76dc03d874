import { type SQL, sql } from "drizzle-orm";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { AGENTS_A_PAGE, type AgentQuery, highestRateOf, MOST_FOUND, wordsOfSearch } from "./agent-search.ts";
import { inDollars } from "./match.ts";
import { intArray } from "./postgres-matcher.server.ts";
import { type Meaning, type SearchTerm, termsOf } from "./search-terms.ts";
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
  /** Words of the search that this agent does not use, by what they write instead that says the same. */
  by: FoundBy[];
}
interface FoundBy {
  typed: string;
  used: string;
}
export interface FoundAgents {
  list: FoundAgent[];
  total: number;
  /** Words that nobody uses, by the nearest that somebody does: the list is for these. */
  instead: FoundBy[];
}

/**
 * Open profiles that a text in any of the four languages and some filters find: by how well they meet the words, then the best rated; without words
 * the best rated. A word that names a thing of support work also finds whoever names it otherwise or in another language, after those who use the word. Two
 * queries, four where a word is a slip. What suspends, pauses or keeps somebody from being paid keeps them out, as of ranking.
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
    sql`select p.agent_id from match_profiles p ${joinOf(words)} where ${filterOf(query, words.length > 0 ? sql`s.document @@ ${wideQuery(words)}` : null)}
      and not exists (select 1 from search_finds f where f.search_id = ${savedId} and f.agent_id = p.agent_id) limit ${limit}`,
  );
  return rows.map((row) => row.agent_id);
}

const joinOf = (words: string[]) => (words.length > 0 ? sql`join agent_search s on s.agent_id = p.agent_id` : sql``);
const textArray = (words: string[]) => {
  const each = words.map((word) => sql`${word}`);
  return sql`array[${sql.join(each, sql`, `)}]::text[]`;
};
const configurations: Record<string, string> = { en: "agent_en", fr: "agent_fr", pt: "agent_pt", es: "agent_es" };
const configuration = (locale: string) => sql.raw(`'${configurations[locale] ?? "agent_en"}'::regconfig`);
/** Short words are met whole: "vol" must not find "volunteer". Stems alone would miss "almacenes" by "almacén", which lose their accents first. */
const LETTERS_OF_A_BEGINNING = 6;
function meaningQuery({ text, locale }: Meaning): SQL {
  const stemmed = sql`phraseto_tsquery(${configuration(locale)}, ${text})`;
  const begins = /^\p{L}+$/u.test(text) && text.length >= LETTERS_OF_A_BEGINNING;
  return begins ? sql`(${stemmed} || to_tsquery('agent_simple', ${`${text}:*`}))` : stemmed;
}
const ownQuery = (words: string[]) => sql`agent_query(${textArray(words)})`;

/** All words, each as typed or by what says the same. Without such words it is the query as typed. */
function wideQuery(words: string[]): SQL {
  const terms = termsOf(words);
  const named = terms.filter((term) => term.meanings.length > 0);
  if (named.length === 0) return ownQuery(words);
  const others = terms.filter((term) => term.meanings.length === 0).flatMap((term) => term.words);
  // A word that is nothing but signs asks for nothing, and must not empty the rest.
  const typed = (some: string[]) => sql`coalesce(${ownQuery(some)}, ''::tsquery)`;
  const parts = named.map((term) => sql`(${sql.join([typed(term.words), ...term.meanings.map(meaningQuery)], sql` || `)})`);
  return sql`(${sql.join([...(others.length > 0 ? [typed(others)] : []), ...parts], sql` && `)})`;
}

function filterOf(query: AgentQuery, asked: SQL | null): SQL {
  const terms = [
    ...(query.language ? [languageTerm(query.language, query.level)] : []),
    ...(query.tool ? [toolTerm(query.tool)] : []),
  ];
  const most = highestRateOf(query);
  const parts = [
    sql`p.open`,
    ...(asked ? [asked] : []),
    ...(terms.length > 0 ? [sql`p.terms @> ${intArray(terms)}`] : []),
    ...(query.tier === "L1" ? [] : [sql`p.tier >= ${tierNumber(query.tier)}`]),
    ...(most ? [sql`p.rate_usd <= ${String(inDollars(most))}::bigint`] : []),
  ];
  return sql.join(parts, sql` and `);
}

const [BEGIN, END] = ["\u0001", "\u0002"];

async function found(db: Queryable, query: AgentQuery, words: string[], page: number, locale: string) {
  const named = termsOf(words).filter((term) => term.meanings.length > 0);
  const asked = words.length > 0 ? { own: ownQuery(words), wide: wideQuery(words) } : null;
  // Met by the index first: left to itself the planner walks all ratings and reads a long document for each.
  const met = (name: string, by: SQL) =>
    sql`${sql.raw(name)} as materialized (select agent_id from agent_search where document @@ ${by}),`;
  const best = (from: SQL, mine: boolean, condition: SQL | null) => sql`(
      select a.id as agent_id, a.rating_milli, ${sql.raw(String(mine))} as mine
      from match_profiles p join agents a on a.id = p.agent_id ${from}
      where ${filterOf(query, condition)}
      order by a.rating_milli desc nulls last, a.id
      limit ${MOST_FOUND})`;
  const joined = (name: string) => sql`join ${sql.raw(name)} m on m.agent_id = p.agent_id`;
  const widened = asked && named.length > 0;
  const typedTerms = named.map((term) => sql`coalesce(document @@ ${ownQuery(term.words)}, true)::int`);
  const order = [
    ...(widened ? [sql`mine desc`] : []),
    ...(named.length > 1 ? [sql`${sql.join(typedTerms, sql` + `)} desc`] : []),
    ...(widened ? [sql`ts_rank(document, case when mine then ${asked.own} else ${asked.wide} end) desc`] : []),
    ...(asked && !widened ? [sql`ts_rank(document, ${asked.own}) desc`] : []),
    sql`rating_milli desc nulls last, agent_id`,
  ];
  const shown = (column: SQL, options: string) =>
    asked
      ? sql`ts_headline(coalesce(said.config, ${configuration(locale)}), ${column}, ${asked.wide}, ${`StartSel=${BEGIN}, StopSel=${END}, ${options}`})`
      : column;
  const rows = await db.execute<{ agent_id: string; total: number; headline: string; about: string; by: FoundBy[] }>(sql`
    with ${asked ? met("met", asked.own) : sql``} ${widened ? met("widely", asked.wide) : sql``}
    own as ${best(asked ? joined("met") : sql``, true, null)},
    hits as (
      select * from own
      ${
        // In a list of their own, so that no number of those who say it otherwise crowds out those who use the word.
        widened
          ? sql`union all ${best(joined("widely"), false, sql`(select count(*) from own) < ${MOST_FOUND} and not exists (select 1 from met where met.agent_id = p.agent_id)`)}`
          : sql``
      }
    ), placed as (
      select hits.agent_id, ${asked ? sql`document,` : sql``} least(count(*) over (), ${MOST_FOUND})::int as total,
        row_number() over (order by ${sql.join(order, sql`, `)}) as place
      from hits ${asked ? sql`join agent_search using (agent_id)` : sql``}
    )
    select placed.agent_id, total, said.by, ${shown(sql`a.headline`, "HighlightAll=true")} as headline,
      ${asked ? shown(sql`a.about`, "MaxFragments=2, MinWords=8, MaxWords=24") : sql`''`} as about
    from placed join agents a on a.id = placed.agent_id cross join lateral (${saidInstead(named)}) said
    where place > ${(page - 1) * AGENTS_A_PAGE} and place <= ${Math.min(page * AGENTS_A_PAGE, MOST_FOUND)}
    order by place`);
  const profiles = await agentProfiles(
    db,
    rows.map((row) => row.agent_id),
  );
  const list = rows.flatMap(({ agent_id, headline, about, by }): FoundAgent[] => {
    const agent = profiles.get(agent_id);
    const said = saidOf(about);
    return agent ? [{ agent, headline: saidOf(headline), about: said.some((one) => one.hit) ? said : [], by }] : [];
  });
  return { list, total: rows[0]?.total ?? 0 };
}

/** Of one document: for each term that it does not have as typed the first of its meanings that it has, and the language to mark words in. */
function saidInstead(named: SearchTerm[]): SQL {
  if (named.length === 0) return sql`select '[]'::json as by, null::regconfig as config`;
  const each = named.map((term, n) => {
    const meanings = term.meanings.map(
      (one, i) => sql`(${i}::int, ${one.text}::text, ${configuration(one.locale)}, ${meaningQuery(one)})`,
    );
    return sql`(select ${n}::int as n, ${term.words.join(" ")}::text as typed, used, config
      from (values ${sql.join(meanings, sql`, `)}) as meaning (i, used, config, query)
      where not coalesce(document @@ ${ownQuery(term.words)}, true) and document @@ query order by i limit 1)`;
  });
  return sql`select coalesce(json_agg(json_build_object('typed', typed, 'used', used) order by n), '[]') as by, (array_agg(config order by n))[1] as config
    from (${sql.join(each, sql` union all `)}) term`;
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
async function nearestWords(db: Queryable, words: string[]): Promise<FoundBy[]> {
  const rows = await db.execute<{ typed: string; used: string | null }>(sql`
    select typed, (select word from agent_words where word % plain order by similarity(word, plain) desc, word limit 1) as used
    from (select typed, unaccent(typed) as plain from unnest(${textArray(words)}) as typed) asked
    where not exists (select 1 from agent_words where starts_with(word, plain))`);
  return rows.flatMap(({ typed, used }) => (used ? [{ typed, used }] : []));
}
