import { useTranslation } from "react-i18next";
import { payoutCurrencyOf, railOf } from "#app/domain/agents/rails.ts";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

/** How an agent of a country is paid, or that Deskhand cannot pay there yet: said before any work. */
export function RailNotice({ country }: { country: string }) {
  const { t } = useTranslation("agents");
  const { locale } = useReader();
  const name = countryName(locale, country);
  const rail = railOf(country);
  return rail ? (
    <Notice tone="sky">
      {t(rail === "a" ? "profile.railA" : "profile.railB", { currency: payoutCurrencyOf(country), country: name })}
    </Notice>
  ) : (
    <Notice tone="marigold" title={t("profile.notPayable", { country: name })}>
      {t("profile.notPayableText")}
    </Notice>
  );
}
