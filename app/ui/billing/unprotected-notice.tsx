import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import type { ShownExposure } from "./exposure-meter.tsx";

interface Contract {
  id: string;
  businessId: string;
  businessName: string;
  currency: string;
  paused: boolean;
}

/** What an agent should know before they start: contracts that are paused, businesses whose limit is used up or nearly so. */
export function BeforeYouWork({ contracts, exposures }: { contracts: Contract[]; exposures: ShownExposure[] }) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const paused = [...new Set(contracts.filter((one) => one.paused).map((one) => one.businessName))];
  const near = exposures.filter((one) => one.level > 0);
  return (
    <>
      {paused.map((business) => (
        <Notice key={business} tone="red" title={t("exposure.pausedTitle", { business })}>
          <p>{t("exposure.pausedText")}</p>
        </Notice>
      ))}
      {near.map((exposure) => {
        const { businessId, currency, level, percent, used, limit } = exposure;
        const business = contracts.find((one) => one.businessId === businessId)?.businessName ?? "";
        const amounts = {
          used: formatMoney(money(used, currency), locale),
          limit: formatMoney(money(limit, currency), locale),
        };
        return (
          <Notice
            key={`${businessId} ${currency}`}
            tone={level === 100 ? "red" : "marigold"}
            title={t(`exposure.before.${level}.title`, { business, percent, currency })}
          >
            <p>{t(`exposure.before.${level}.text`, { business, ...amounts })}</p>
          </Notice>
        );
      })}
    </>
  );
}
