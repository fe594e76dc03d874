import { z } from "zod";
import { cefr, isLanguage } from "#app/domain/agents/languages.ts";
import { tiers } from "#app/domain/agents/profile.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";
import { parseMoney, settlementCurrencies } from "#app/kernel/money.ts";

export const AGENTS_A_PAGE = 20;
/** The best rated of so many are put in order by how well they meet the words; more are not counted. */
export const MOST_FOUND = 2000;

/** What is looked for among all open profiles; what an address or a saved search holds. Anything that makes no sense is left out. */
export const agentQuery = z.object({
  q: z.string().trim().max(200).catch("").default(""),
  language: z.string().refine(isLanguage).nullable().catch(null).default(null),
  level: z.enum(cefr).catch("B1").default("B1"),
  tool: z.enum(toolSlugs).nullable().catch(null).default(null),
  tier: z.enum(tiers).catch("L1").default("L1"),
  /** As typed: "20" or "20.50". */
  rate: z.string().trim().max(12).catch("").default(""),
  currency: z.enum(settlementCurrencies).catch("USD").default("USD"),
});
export type AgentQuery = z.output<typeof agentQuery>;

export function agentQueryOf(search: URLSearchParams): AgentQuery {
  return agentQuery.parse(Object.fromEntries([...search].filter(([, value]) => value !== "")));
}

/** The address that asks the same; what is as it stands by itself is left out. */
export function searchOf(query: AgentQuery): URLSearchParams {
  const plain = agentQuery.parse({});
  const { language, level, ...rest } = query;
  const said: Record<string, string | null> = { ...rest, language, level: language ? level : plain.level };
  if (!query.rate) said.currency = plain.currency;
  return new URLSearchParams(
    Object.entries(said).filter((one): one is [string, string] => !!one[1] && one[1] !== plain[one[0] as keyof AgentQuery]),
  );
}

/** Null where none, or none that can be read, is asked for. */
export function highestRateOf({ rate, currency }: AgentQuery) {
  return parseMoney(rate, currency);
}

const MOST_WORDS = 8;

/** Words of a search, in small letters; quotes and signs do not count. */
export function wordsOfSearch(text: string): string[] {
  return [
    ...new Set(
      text
        .normalize("NFC")
        .toLowerCase()
        .match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}.+#&-]*/gu) ?? [],
    ),
  ]
    .map((word) => word.replace(/[.&-]+$/, "").slice(0, 40))
    .slice(0, MOST_WORDS);
}
