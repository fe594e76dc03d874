/** Languages that agents answer in: ISO 639-1 codes, tl for Tagalog. The order is fixed: matching numbers them by it. */
export const languages =
  "ar bg bn ca cs da de el en es et fi fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sv ta th tl tr uk ur vi zh".split(
    " ",
  );

export function isLanguage(code: string): boolean {
  return languages.includes(code);
}

/** CEFR levels, lowest first (Council of Europe, Common European Framework). */
export const cefr = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;
export type Cefr = (typeof cefr)[number];
