import { Form, useLocation, useRouteLoaderData } from "@remix-run/react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { locales } from "#app/i18n/i18n.ts";
import { Button } from "#app/ui/kit/button.tsx";

const languages = { en: "English", fr: "Français", pt: "Português", es: "Español" };

/** Language and theme, for everybody, signed in or not. */
export function PreferencesForm() {
  const root = useRouteLoaderData("root") as { theme: string } | undefined;
  const { t, i18n } = useTranslation("shell");
  const { pathname, search } = useLocation();
  const id = useId();
  const box = "h-9 w-full rounded-lg border border-line-strong bg-raised px-2 text-sm";
  return (
    <Form method="post" action="/resources/preferences" reloadDocument className="grid grid-cols-2 gap-2">
      <input type="hidden" name="back" value={pathname + search} />
      <label htmlFor={`${id}-locale`} className="grid gap-1 text-sm text-soft">
        {t("language")}
        <select id={`${id}-locale`} name="locale" defaultValue={i18n.language} className={box}>
          {locales.map((locale) => (
            <option key={locale} value={locale}>
              {languages[locale]}
            </option>
          ))}
        </select>
      </label>
      <label htmlFor={`${id}-theme`} className="grid gap-1 text-sm text-soft">
        {t("theme")}
        <select id={`${id}-theme`} name="theme" defaultValue={root?.theme} className={box}>
          {["system", "light", "dark"].map((theme) => (
            <option key={theme} value={theme}>
              {t(`themes.${theme}`)}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" variant="secondary" size="sm" className="col-span-2">
        {t("apply")}
      </Button>
    </Form>
  );
}
