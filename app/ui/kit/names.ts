const cache = new Map<string, Intl.DisplayNames>();

function names(locale: string, type: "language" | "region" | "currency"): Intl.DisplayNames {
  const key = `${locale} ${type}`;
  const known = cache.get(key) ?? new Intl.DisplayNames([locale], { type });
  cache.set(key, known);
  return known;
}

/** A language's name in the reader's language: "fr" is "French". */
export function languageName(locale: string, code: string): string {
  return names(locale, "language").of(code) ?? code;
}

/** A country's name in the reader's language: "PT" is "Portugal". */
export function countryName(locale: string, code: string): string {
  return names(locale, "region").of(code) ?? code;
}
