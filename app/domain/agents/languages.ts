import { livingLanguages } from "./living-languages.ts";

/** What most support is written in: ISO 639-1 codes, tl for Tagalog; forms offer these first. The order is fixed: matching numbers them by it. */
export const commonLanguages =
  "ar bg bn ca cs da de el en es et fi fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sv ta th tl tr uk ur vi zh".split(
    " ",
  );

/** Every language that an agent may have: the common ones, and all living individual languages of ISO 639-3. */
const numbers = new Map([...commonLanguages, ...livingLanguages].map((code, index) => [code, index]));

export function isLanguage(code: string): boolean {
  return numbers.has(code);
}

/** A language's place in the taxonomy, from 0; -1 when there is none. */
export function languageNumber(code: string): number {
  return numbers.get(code) ?? -1;
}

export function allLanguages(): string[] {
  return [...numbers.keys()];
}

/** CEFR levels, lowest first (Council of Europe, Common European Framework). */
export const cefr = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;
export type Cefr = (typeof cefr)[number];
