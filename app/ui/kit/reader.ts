import { useRouteLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { intlLocale, type Locale } from "#app/i18n/i18n.ts";

/** How the reader likes numbers and times: the Intl locale, their IANA zone, and the business clock when the page was made. */
export function useReader(): { locale: string; timeZone: string; now: Date } {
  const { i18n } = useTranslation();
  const root = useRouteLoaderData("root") as { timeZone: string; now: Date } | undefined;
  return {
    locale: intlLocale[i18n.language as Locale] ?? "en-GB",
    timeZone: root?.timeZone ?? "UTC",
    now: root?.now ?? new Date(0),
  };
}
