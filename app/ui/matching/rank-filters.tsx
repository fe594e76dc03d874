import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import type { AuditFilter } from "#app/domain/matching/rank-audit.ts";
import { TOP_TOOL_LEVEL } from "#app/domain/matching/score.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** Each requirement of the list with what is asked, what is there, and whether that is enough. */
export function RankFilters({ filters }: { filters: AuditFilter[] }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const hours = (halfHours: number) => new Intl.NumberFormat(locale).format(halfHours / 2);
  const usd = (minor: string) => formatMoney(money(BigInt(minor), "USD"), locale);
  const words = (one: AuditFilter): string => {
    switch (one.kind) {
      case "language":
        return t("audit.filter.language", {
          language: languageName(locale, one.language, one.name),
          wanted: one.wanted,
          has: one.has ?? t("audit.filter.none"),
        });
      case "tool":
        return t("audit.filter.tool", { tool: toolName(one.tool), has: one.has, most: TOP_TOOL_LEVEL });
      case "channel":
        return t("audit.filter.channel", { channel: t(`agents:channels.${one.channel}`) });
      case "tier":
        return t("audit.filter.tier", { wanted: one.wanted, has: one.has });
      case "rate":
        return one.wanted === null
          ? t("audit.filter.noMax", { has: usd(one.has) })
          : t("audit.filter.rate", { wanted: usd(one.wanted), has: usd(one.has) });
      case "hours":
        return t("audit.filter.hours", {
          percent: one.percent,
          need: hours(one.need),
          wanted: hours(one.wanted),
          has: hours(one.has),
        });
      default:
        return t(`audit.filter.${one.kind}`);
    }
  };
  return (
    <Card title={t("audit.filters")}>
      <p className="max-w-3xl text-soft text-sm">{t("audit.filtersText")}</p>
      <ul className="grid gap-2 text-sm">
        {filters.map((one) => {
          const Mark = one.pass ? Check : X;
          return (
            <li key={words(one)} className="flex items-start gap-2">
              <Mark className={`mt-0.5 size-4 shrink-0 ${one.pass ? "text-green" : "text-red"}`} aria-hidden="true" />
              <span>
                {words(one)}{" "}
                <strong className={`font-medium ${one.pass ? "text-green" : "text-red"}`}>
                  {t(one.pass ? "audit.pass" : "audit.fail")}
                </strong>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
