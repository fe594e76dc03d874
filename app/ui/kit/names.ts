import names from "#app/i18n/names.json";

/**
 * Names of languages and countries from the Unicode CLDR (version 48), kept as a table: Node and the reader's browser carry different
 * versions of it, and a page whose words differ between the two is drawn twice.
 */
const tables: Record<string, { languages: Record<string, string>; countries: Record<string, string> }> = names;

function tableOf(locale: string) {
  return tables[locale.slice(0, 2)] ?? tables.en!;
}

/** A language's name in the reader's language: "fr" is "French". @param locale "pt" or "pt-BR" @param name what a rare language is called, which the table does not have */
export function languageName(locale: string, code: string, name?: string): string {
  return tableOf(locale).languages[code] ?? name ?? code;
}

/** A country's name in the reader's language: "PT" is "Portugal". @param locale "pt" or "pt-BR" */
export function countryName(locale: string, code: string): string {
  return tableOf(locale).countries[code] ?? code;
}
