import fs from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { catalogue as en } from "#app/i18n/en/index.ts";
import { catalogue as es } from "#app/i18n/es/index.ts";
import { catalogue as fr } from "#app/i18n/fr/index.ts";
import { catalogue as pt } from "#app/i18n/pt/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
const catalogues: Record<string, Record<string, object>> = { en, fr, pt, es };
const plural = /_(zero|one|two|few|many|other)$/;

/** Every text of a catalogue by its full key ("timesheets:errors.disputed"). */
function textsOf(catalogue: Record<string, object>): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (prefix: string, node: unknown): void => {
    if (typeof node === "string") texts.set(prefix, node);
    else for (const [key, child] of Object.entries(node as object)) walk(prefix + (prefix.endsWith(":") ? "" : ".") + key, child);
  };
  for (const [namespace, content] of Object.entries(catalogue)) walk(`${namespace}:`, content);
  return texts;
}
const texts = Object.fromEntries(Object.entries(catalogues).map(([locale, content]) => [locale, textsOf(content)]));
const english = texts.en!;

/** Keys without the endings that only say how many. */
const bases = new Set([...english.keys()].map((key) => key.replace(plural, "")));
const prefixes = new Set<string>();
for (const key of bases)
  for (let dot = key.lastIndexOf("."); dot > 0; dot = key.lastIndexOf(".", dot - 1)) prefixes.add(key.slice(0, dot));
for (const key of bases) prefixes.add(key.slice(0, key.indexOf(":")));

test.for(["fr", "pt", "es"])("%s says everything that English says, with the same places to fill", (locale) => {
  const theirs = texts[locale]!;
  const wrong: string[] = [];
  const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  for (const base of bases) {
    const counted = english.has(`${base}_other`);
    const keys = counted ? categories.map((category) => `${base}_${category}`) : [base];
    const places = placesIn(english.get(counted ? `${base}_other` : base)!);
    for (const key of keys) {
      const text = theirs.get(key);
      if (text === undefined || text.trim() === "") wrong.push(`${key} is missing`);
      else if (!counted && placesIn(text) !== places) wrong.push(`${key} has ${placesIn(text)} instead of ${places}`);
    }
  }
  for (const key of theirs.keys()) if (!bases.has(key.replace(plural, ""))) wrong.push(`${key} is not in English`);
  expect(wrong).toEqual([]);
});

/** Words and forms that only the familiar address has, so that none of them can stand in a text that says usted, vous or você. */
const familiar: Record<string, RegExp> = {
  es: /(?<!\p{L})(tú|tus?|te|ti|contigo|tuy[oa]s?|eres|estás|puedes|podrás|tienes|quieres|debes|sabes|haces|necesitas|verás|has|\p{L}{2,}[ai]ste)(?!\p{L})/iu,
  fr: /(?<!\p{L})(tu|te|toi|tes|tien|tienne)(?!\p{L})/iu,
  pt: /(?<!\p{L})(tu|te|ti|teus?|tuas?|contigo|tens|podes|queres|precisas)(?!\p{L})/iu,
};
/** Not verbs of yesterday, though they end like one. */
const neverFamiliar = new Set(["existe", "asiste", "consiste", "insiste", "desiste", "contraste"]);

test.for(["es", "fr", "pt"])("%s addresses its reader formally everywhere", (locale) => {
  const said = (text: string) =>
    (text.replace(/\{\{[^}]*\}\}/g, "").match(new RegExp(familiar[locale]!, "giu")) ?? []) as string[];
  const wrong = [...texts[locale]!].flatMap(([key, text]) =>
    said(text)
      .filter((word) => !neverFamiliar.has(word.toLowerCase()))
      .map((word) => `${key} says “${word}”`),
  );
  expect(said({ es: "Puedes elegirlo", fr: "Choisis, toi", pt: "Tens uma fatura" }[locale]!)).not.toEqual([]);
  expect(wrong).toEqual([]);
});

function placesIn(text: string): string {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]))].sort().join(",");
}

const sources = ["app", "workers", "db/seed"]
  .flatMap((folder) =>
    fs.readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
  )
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("app/edges/stripe/sandbox"));

/** Keys that code asks for but no catalogue has, and words written into pages. A key made of parts needs something under its fixed beginning. */
function faultsOf(file: string, text: string): string[] {
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const namespaces = [...text.matchAll(/useTranslation\((?:"([\w-]+)")?\)/g)].map((match) => match[1] ?? "shell");
  const faults: string[] = [];
  const need = (key: string, fixed: boolean) => {
    const full = key.includes(":") ? [key] : namespaces.map((namespace) => `${namespace}:${key}`);
    const known = (one: string) => {
      if (fixed) return bases.has(one);
      const beginning = one.slice(0, Math.max(one.lastIndexOf("."), one.indexOf(":")));
      return prefixes.has(beginning) || [...bases].some((base) => base.startsWith(one));
    };
    if (full.length > 0 && !full.some(known)) faults.push(`${file}: no text for "${key}"`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = ts.isIdentifier(node.expression)
        ? node.expression.text
        : ts.isPropertyAccessExpression(node.expression)
          ? node.expression.name.text
          : "";
      const [first] = node.arguments;
      if (first && (name === "t" || name === "translate")) {
        for (const key of ts.isConditionalExpression(first) ? [first.whenTrue, first.whenFalse] : [first]) {
          if (ts.isStringLiteral(key) || ts.isNoSubstitutionTemplateLiteral(key)) need(key.text, true);
          else if (ts.isTemplateExpression(key) && key.head.text !== "") need(key.head.text, false);
        }
      }
    }
    if (ts.isStringLiteral(node) && /^[a-z]+:[\w]+(\.\w+)*$/.test(node.text) && node.text.slice(0, node.text.indexOf(":")) in en)
      need(node.text, true);
    if (ts.isJsxText(node) && /\p{L}{2,}/u.test(node.text) && node.text.trim() !== "Deskhand")
      faults.push(`${file}: "${node.text.trim()}" stands in the page itself`);
    if (ts.isJsxAttribute(node) && /^(title|label|placeholder|alt|aria-label|summary)$/.test(node.name.getText())) {
      const value = node.initializer;
      if (value && ts.isStringLiteral(value) && /\p{L}{2,}/u.test(value.text) && value.text !== "Deskhand")
        faults.push(`${file}: "${value.text}" stands in the page itself`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

test("every text that code asks for is in the catalogues, and no words stand in the pages themselves", () => {
  expect(sources.flatMap((file) => faultsOf(file, fs.readFileSync(path.join(root, file), "utf8")))).toEqual([]);
});

test("a missing key and a word written into a page are found", () => {
  const planted =
    'export const A = () => { const { t } = useTranslation("kit"); return <p title="Hello there">{t("not.there")} Some words</p>; };';
  expect(faultsOf("app/ui/planted.tsx", planted)).toHaveLength(3);
});
