/** The four languages of the product: English, French, Brazilian Portuguese, Spanish. */
export const locales = ["en", "fr", "pt", "es"] as const;
export type Locale = (typeof locales)[number];

/** What Intl is given: Portuguese is Brazil's. */
export const intlLocale: Record<Locale, string> = { en: "en-GB", fr: "fr-FR", pt: "pt-BR", es: "es-ES" };

/** Namespaces are loaded whole, so keys are "module:path.of.key" or, inside a component, "path.of.key". */
export const i18nOptions = {
  fallbackLng: "en",
  defaultNS: "shell",
  nsSeparator: ":",
  keySeparator: ".",
  returnNull: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
} as const;
