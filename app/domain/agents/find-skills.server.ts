import { iso6393 } from "iso-639-3";
import MiniSearch from "minisearch";
import { allLanguages, commonLanguages } from "./languages.ts";
import { toolName, toolSlugs, toolSynonyms } from "./tools.ts";

export interface FoundSkill {
  value: string;
  label: string;
}

/** What people call a language besides its names in the four languages of the interface. */
const otherNames: Record<string, string> = {
  es: "castilian castellano castelhano castillan",
  zh: "mandarin cantonese putonghua",
  fa: "farsi dari persian",
  tl: "filipino pilipino",
  nl: "flemish vlaams flamand",
  ro: "moldovan",
  nb: "norwegian norsk",
  hr: "serbo-croatian",
  id: "bahasa",
  el: "hellenic",
  ka: "kartuli",
  hi: "hindustani",
  pt: "brazilian brasileiro",
  de: "swiss german austrian",
  ca: "valencian valenciano",
};

let reference: Map<string, string> | undefined;

/** The standard's own name: made when first asked for, as the indexes below. */
function referenceName(code: string): string | undefined {
  reference ??= new Map(iso6393.map((one) => [one.iso6391 ?? one.iso6393, one.name]));
  return reference.get(code);
}

const inLocale = new Map(
  ["en", "fr", "pt", "es"].map((locale) => [locale, new Intl.DisplayNames(locale, { type: "language", fallback: "none" })]),
);

/** A language's name in the reader's language, else in English, else the standard's own (ISO 639-3). */
function nameOf(code: string, locale: string): string {
  return inLocale.get(locale)?.of(code) ?? inLocale.get("en")!.of(code) ?? referenceName(code) ?? code;
}

/** A language by all its names: in the four languages of the interface, the standard's, and what people call it besides. */
export function languageNames(code: string): string[] {
  const names = [...[...inLocale.keys()].map((locale) => nameOf(code, locale)), referenceName(code), otherNames[code]];
  return [...new Set(names.filter((one) => one !== undefined))];
}

/** The names of those that the pages' own table does not have, to be shown beside their code. */
export function namedLanguages<T extends { language: string }>(skills: T[], locale = "en"): (T & { name?: string })[] {
  return skills.map((one) => (commonLanguages.includes(one.language) ? one : { ...one, name: nameOf(one.language, locale) }));
}

function indexOf(entries: { id: string; names: string }[]): MiniSearch {
  const plain = (term: string) => term.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const index = new MiniSearch({
    fields: ["id", "names"],
    processTerm: plain,
    // A slip of the keyboard in a longer word still finds it.
    searchOptions: { prefix: true, fuzzy: (term) => (term.length > 3 ? 0.25 : false), boost: { id: 2 }, combineWith: "AND" },
  });
  index.addAll(entries);
  return index;
}

let indexes: { language: MiniSearch; tool: MiniSearch } | undefined;

/** Made when first asked for: seven thousand names are not for everybody who starts the server. */
function searched() {
  indexes ??= {
    language: indexOf(
      allLanguages().map((code) => ({
        id: code,
        names: languageNames(code).join(" "),
      })),
    ),
    tool: indexOf(toolSlugs.map((slug) => ({ id: slug, names: [toolName(slug), ...toolSynonyms(slug)].join(" ") }))),
  };
  return indexes;
}

/** Languages or tools by any of their names, synonyms or a part of them, the likeliest first, the common languages before rare ones. At most eight. */
export function findSkills(kind: "language" | "tool", text: string, locale: string): FoundSkill[] {
  const found = searched()
    [kind].search(text)
    .map(({ id, score }) => {
      const value = String(id);
      return kind === "language"
        ? { value, label: nameOf(value, locale), score: score * (commonLanguages.includes(value) ? 4 : 1) }
        : { value, label: toolName(value), score };
    });
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, 8)
    .map(({ value, label }) => ({ value, label }));
}
