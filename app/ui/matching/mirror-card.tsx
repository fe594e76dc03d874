import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import type { Gain, Lacking } from "#app/domain/matching/what-would-change.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { hoursInWords } from "#app/ui/roles/week-words.ts";

const POINT = 10_000;
const HOURS_SAID = 4;

/** What would put an agent on a role's list, and what would move them up in it. */
export function MirrorCard({ lacking, gains }: { lacking: Lacking[]; gains: Gain[] }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const needed = (one: Lacking): string => {
    switch (one.kind) {
      case "language": {
        const language = languageName(locale, one.language, one.name);
        return one.has
          ? t("mirror.languageLevel", { language, level: one.level, has: one.has })
          : t("mirror.language", { language, level: one.level });
      }
      case "tool":
        return t("mirror.tool", { tool: toolName(one.tool) });
      case "channel":
        return t("mirror.channel", { channel: t(`agents:channels.${one.channel}`) });
      case "tier":
        return t("mirror.tier", { tier: t(`agents:tiers.${one.tier}`) });
      case "rate":
        return t("mirror.rate", { rate: formatMoney(one.most, locale) });
      case "hours":
        return t("mirror.hours", {
          hours: points.format(one.halfHours / 2),
          of: hoursInWords(one.of, locale, { most: HOURS_SAID }),
        });
      default:
        return t(`mirror.${one.kind}`);
    }
  };
  const gained = (one: Gain): string => {
    if (one.kind === "hours") return t("mirror.allHours");
    if (one.kind === "tool") return t("mirror.toolLevel", { tool: toolName(one.tool), level: one.level });
    return t("mirror.rate", { rate: formatMoney(one.rate, locale) });
  };
  if (lacking.length + gains.length === 0) return null;
  return (
    <Card title={t("mirror.title")}>
      {lacking.length > 0 ? (
        <>
          <p className="text-sm">{t("mirror.lacking")}</p>
          <ul className="list-disc pl-5 text-sm">
            {lacking.map((one) => (
              <li key={needed(one)}>{needed(one)}</li>
            ))}
          </ul>
        </>
      ) : null}
      {gains.length > 0 ? (
        <>
          <p className="text-sm">{t("mirror.gains")}</p>
          <ul className="grid gap-1 text-sm">
            {gains.map((one) => (
              <li key={gained(one)} className="flex justify-between gap-3">
                <span>{gained(one)}</span>
                <span className="tabular shrink-0 text-soft">
                  {t("mirror.points", { points: points.format(one.points / POINT) })}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p className="text-faint text-xs">{t("mirror.inputs")}</p>
    </Card>
  );
}
