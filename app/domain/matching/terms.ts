import { type Cefr, cefr, commonLanguages, languageNumber } from "#app/domain/agents/languages.ts";
import { type Channel, channels, type Tier, tiers } from "#app/domain/agents/profile.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";

/**
 * What ranking looks for, as integers (matching.md, "Two engines"): a language at a level is number * 8 + level, cumulative, so that somebody
 * with C1 also carries B2 and below; tools start at 10,000, and the languages that are not common at 100,000. Lists only grow at their end, so stored
 * numbers keep their meaning.
 */
export const FIRST_TOOL = 10_000;
const FIRST_RARE_LANGUAGE = 100_000;

export const isToolTerm = (term: number) => term >= FIRST_TOOL && term < FIRST_RARE_LANGUAGE;

export function languageTerm(language: string, level: Cefr): number {
  const number = languageNumber(language);
  return (number < commonLanguages.length ? 0 : FIRST_RARE_LANGUAGE) + number * 8 + cefr.indexOf(level) + 1;
}

export function languageTerms(language: string, level: Cefr): number[] {
  return cefr.slice(0, cefr.indexOf(level) + 1).map((one) => languageTerm(language, one));
}

export function toolTerm(tool: string): number {
  return FIRST_TOOL + (toolSlugs as string[]).indexOf(tool);
}

export function channelBits(list: readonly Channel[]): number {
  return list.reduce((bits, channel) => bits | (1 << channels.indexOf(channel)), 0);
}

export function tierNumber(tier: Tier): number {
  return tiers.indexOf(tier) + 1;
}
