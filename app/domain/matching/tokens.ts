import { isToolTerm } from "./terms.ts";

/** A profile as the index takes it; the database's columns of match_profiles, hours and id as bytes. */
export interface IndexedProfile {
  /** 16 bytes, and 42 with the first half-hour in the highest bit, as PostgreSQL sends uuid and bit(336). */
  id: Uint8Array;
  avail: Uint8Array;
  tier: number;
  channelBits: number;
  terms: number[];
  /** Tool term * 8 + level. */
  toolLevels: number[];
  rateUsd: number;
  ratingMilli: number;
  newcomer: boolean;
}

/** What one token of a row says: that it has these terms, and a tool at a level. */
interface Token {
  terms: number[];
  tool: number;
  level: number;
}

/** Terms of the index's own, beside those of terms.ts, which are positive. */
export const channelTerm = (bit: number) => -1 - bit;
export const tierTerm = (tier: number) => -100 - tier;
export const NEWCOMER_TERM = -200;
/** One of the three bits of a tool's level, so that whole blocks of levels are added up at once. */
export const levelTerm = (tool: number, bit: number) => -1000 - (tool * 4 + bit);
export const LEVEL_BITS = 3;

/** Tokens are kept in 16 bits: languages at a level, tools at a level, and the sets of channels, tier and newness in use. */
export const MOST_TOKENS = 65_536;

/**
 * Rows name their terms by tokens, so that a language with all levels below it takes two bytes, and a tool says its level along. Tokens are
 * made as profiles bring them; the same profile always has the same terms, whatever its tokens are.
 */
export class Tokens {
  readonly list: Token[] = [];
  private readonly numbers = new Map<number | string, number>();

  constructor(entries: [number | string, Token][] = []) {
    for (const [key, token] of entries) this.add(key, token);
  }

  entries(): [number | string, Token][] {
    return [...this.numbers].map(([key, number]) => [key, this.list[number]!]);
  }

  /** Numbers of a profile's tokens, written into `out`. @throws RangeError when there are more tokens than 16 bits hold */
  write(profile: IndexedProfile, out: number[]): void {
    out.length = 0;
    out.push(this.standing(profile));
    const { terms, toolLevels } = profile;
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i]!;
      if (isToolTerm(term)) {
        const skill = toolLevels.find((one) => one >> 3 === term);
        out.push(skill === undefined ? this.plain(term) : this.tool(skill));
        continue;
      }
      // Levels of one language in a row from the lowest on are one token.
      let last = i;
      if ((term & 7) === 1) while (terms[last + 1] === terms[last]! + 1 && terms[last + 1]! >> 3 === term >> 3) last++;
      out.push(last === i && (term & 7) !== 1 ? this.plain(term) : this.levels(term, terms[last]!));
      i = last;
    }
  }

  private standing({ channelBits, tier, newcomer }: IndexedProfile): number {
    const key = -1 - (channelBits * 64 + tier * 2 + (newcomer ? 1 : 0));
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const terms: number[] = newcomer ? [NEWCOMER_TERM] : [];
    for (let bit = 0; bit < 16; bit++) if (channelBits & (1 << bit)) terms.push(channelTerm(bit));
    for (let one = 2; one <= tier; one++) terms.push(tierTerm(one));
    return this.add(key, { terms, tool: 0, level: 0 });
  }

  private levels(first: number, last: number): number {
    const known = this.numbers.get(last);
    if (known !== undefined) return known;
    return this.add(last, { terms: Array.from({ length: last - first + 1 }, (_, i) => first + i), tool: 0, level: 0 });
  }

  private tool(skill: number): number {
    const known = this.numbers.get(skill);
    if (known !== undefined) return known;
    const [tool, level] = [skill >> 3, skill & 7];
    const terms = [tool];
    for (let bit = 0; bit < LEVEL_BITS; bit++) if (level & (1 << bit)) terms.push(levelTerm(tool, bit));
    return this.add(skill, { terms, tool, level });
  }

  /** Tokens of a tool, by the level that each says. */
  ofTool(tool: number): { token: number; level: number }[] {
    const found: { token: number; level: number }[] = [];
    for (let level = 1; level < 1 << LEVEL_BITS; level++) {
      const token = this.numbers.get(tool * 8 + level);
      if (token !== undefined) found.push({ token, level });
    }
    return found;
  }

  private plain(term: number): number {
    const key = `only ${term}`;
    return this.numbers.get(key) ?? this.add(key, { terms: [term], tool: 0, level: 0 });
  }

  private add(key: number | string, token: Token): number {
    if (this.list.length === MOST_TOKENS) throw new RangeError(`the index holds at most ${MOST_TOKENS} different skills`);
    this.numbers.set(key, this.list.length);
    return this.list.push(token) - 1;
  }
}
