import { type Concept, type ConceptLocale, conceptLocales, supportConcepts } from "#app/domain/agents/support-concepts.ts";

/** A word or phrase that says the same as one of a search, in one of the four languages. */
export interface Meaning {
  text: string;
  locale: ConceptLocale;
}
/** Words of a search that belong together, and what else says the same; nothing where they name no thing of support work. */
export interface SearchTerm {
  words: string[];
  meanings: Meaning[];
}

const MOST_WORDS_OF_A_PHRASE = 5;

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
/** As wordsOfSearch cuts them, so that "d’appels" of the list and of a search are the same. */
const phraseOf = (text: string) =>
  plain(text)
    .match(/[\p{L}\p{N}][\p{L}\p{N}-]*/gu)!
    .join(" ");

/** What a plural may be the plural of: "refunds", "devoluciones", "devoluções", "pedidos", "hôpitaux". */
function singulars(phrase: string): string[] {
  const cut = (end: RegExp, by: string) => (end.test(phrase) ? [phrase.replace(end, by)] : []);
  return [
    ...cut(/oes$/, "ao"),
    ...cut(/ies$/, "y"),
    ...cut(/aux$/, "al"),
    ...cut(/ns$/, "m"),
    ...cut(/es$/, ""),
    ...cut(/s$/, ""),
  ];
}

const byPhrase = new Map<string, Set<Concept>>();
for (const concept of supportConcepts)
  for (const text of conceptLocales.flatMap((locale) => concept[locale]))
    byPhrase.set(phraseOf(text), (byPhrase.get(phraseOf(text)) ?? new Set()).add(concept));

function meaningsOf(words: string[]): Meaning[] {
  const typed = phraseOf(words.join(" "));
  const known = [typed, ...singulars(typed)].find((one) => byPhrase.has(one));
  if (known === undefined) return [];
  // One of several languages that write it alike is enough: a document holds every language's stems of each of its words.
  const seen = new Set([typed, known]);
  return [...byPhrase.get(known)!].flatMap((concept) =>
    conceptLocales.flatMap((locale) =>
      concept[locale]
        .filter((text) => !seen.has(phraseOf(text)) && seen.add(phraseOf(text)))
        .map((text): Meaning => ({ text, locale })),
    ),
  );
}

/** Words of a search by what they name, the longest phrase first: "bank transfer" is one thing, not a bank and a transfer. */
export function termsOf(words: string[]): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (let from = 0; from < words.length; ) {
    let term: SearchTerm = { words: words.slice(from, from + 1), meanings: [] };
    for (let size = Math.min(MOST_WORDS_OF_A_PHRASE, words.length - from); size > 0 && term.meanings.length === 0; size--) {
      const some = words.slice(from, from + size);
      const meanings = meaningsOf(some);
      if (meanings.length > 0) term = { words: some, meanings };
    }
    terms.push(term);
    from += term.words.length;
  }
  return terms;
}
