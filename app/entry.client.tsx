import { RemixBrowser } from "@remix-run/react";
import i18next from "i18next";
import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { i18nOptions, type Locale } from "./i18n/i18n.ts";

/** The browser loads one language. */
const catalogues = {
  en: () => import("./i18n/en/index.ts"),
  fr: () => import("./i18n/fr/index.ts"),
  pt: () => import("./i18n/pt/index.ts"),
  es: () => import("./i18n/es/index.ts"),
};

const locale = document.documentElement.dataset.locale as Locale;
const { catalogue } = await catalogues[locale]();
await i18next
  .use(initReactI18next)
  .init({ ...i18nOptions, fallbackLng: locale, lng: locale, resources: { [locale]: catalogue } });

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <I18nextProvider i18n={i18next}>
        <RemixBrowser />
      </I18nextProvider>
    </StrictMode>,
  );
});
