import { intlLocale, type Locale } from "./i18n.ts";
import names from "./names.json";
import { translator } from "./translate.server.ts";

/** Everything a text outside the pages needs to speak a language: for documents. */
export function wordsOf(locale: Locale) {
  const { countries } = (names as Record<string, { countries: Record<string, string> }>)[locale]!;
  return { t: translator(locale), intl: intlLocale[locale], countryName: (code: string) => countries[code] ?? code };
}
