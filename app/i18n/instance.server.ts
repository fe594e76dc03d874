import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { catalogue as en } from "./en/index.ts";
import { catalogue as es } from "./es/index.ts";
import { catalogue as fr } from "./fr/index.ts";
import { i18nOptions, type Locale } from "./i18n.ts";
import { catalogue as pt } from "./pt/index.ts";

const catalogues = { en, fr, pt, es };
const instances = new Map<Locale, i18n>();

/** One instance a language, made once: making one a request was a third of a page's time (stack.md). */
export function instanceOf(locale: Locale): i18n {
  const known = instances.get(locale);
  if (known) return known;
  const made = createInstance();
  void made
    .use(initReactI18next)
    .init({ ...i18nOptions, lng: locale, resources: { [locale]: catalogues[locale], en }, initImmediate: false });
  instances.set(locale, made);
  return made;
}
