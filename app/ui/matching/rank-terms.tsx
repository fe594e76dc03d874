import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import type { Amount, AuditTerms } from "#app/domain/matching/rank-audit.ts";
import { TOP_TOOL_LEVEL, WEIGHTS } from "#app/domain/matching/score.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";

const FX_SCALE = 1_000_000_000;
const POINT = 10_000;

/** The formula of the score with one agent's and one role's numbers put in, term by term. */
export function RankTerms({ terms, total }: { terms: AuditTerms; total: number }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const format = new Intl.NumberFormat(locale);
  const n = (value: number | string) => format.format(Number(value));
  const h = (halfHours: number) => n(halfHours / 2);
  const amount = ({ minor, currency }: Amount) => formatMoney(money(BigInt(minor), currency), locale);
  const usd = (minor: string) => amount({ minor, currency: "USD" });
  const fx = (rate: string) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 9 }).format(Number(rate) / FX_SCALE);
  const { hours, rating, tools, price } = terms;
  const rows: { key: string; formula: string; points: number; words: ReactNode }[] = [
    {
      key: "hours",
      formula: hours.need === 0 ? "0" : `[${n(WEIGHTS.hours)} × ${n(hours.covered)} ÷ ${n(hours.need)}]`,
      points: hours.points,
      words: (
        <>
          {t("audit.hours", {
            required: h(hours.required),
            limit: h(hours.weeklyLimit),
            need: h(hours.need),
            overlap: h(hours.overlap),
            covered: h(hours.covered),
          })}{" "}
          {t("audit.week")} <When at={hours.week} format="date" />.
        </>
      ),
    },
    {
      key: "rating",
      formula: `${n(WEIGHTS.ratingPerMilli)} × ${n(rating.milli)}`,
      points: rating.points,
      words: t("audit.rating", { milli: n(rating.milli), count: rating.count }),
    },
    {
      key: "tools",
      formula:
        tools.asked.length === 0
          ? n(WEIGHTS.tools)
          : `[${n(WEIGHTS.tools)} × ${n(tools.levels)} ÷ (${TOP_TOOL_LEVEL} × ${tools.asked.length})]`,
      points: tools.points,
      words:
        tools.asked.length === 0
          ? t("audit.noTools")
          : tools.asked
              .map((one) => t("audit.tool", { tool: toolName(one.tool), level: one.level, most: TOP_TOOL_LEVEL }))
              .join(", "),
    },
    {
      key: "price",
      formula: price.max
        ? `[${n(WEIGHTS.price)} × (${n(price.max.usd)} − ${n(price.rateUsd)}) ÷ ${n(price.max.usd)}]`
        : n(WEIGHTS.price),
      points: price.points,
      words: (
        <>
          {t("audit.rate", { rate: amount(price.rate), usd: usd(price.rateUsd) })}
          {price.rate.currency === "USD" ? "" : ` (1 ${price.rate.currency} = ${fx(price.rateFx)} USD)`}.{" "}
          {price.max
            ? `${t("audit.max", { max: amount(price.max), usd: usd(price.max.usd) })}${price.max.currency === "USD" ? "" : ` (1 ${price.max.currency} = ${fx(price.max.fx)} USD)`}. `
            : `${t("audit.noMax")} `}
          {price.max && BigInt(price.rateUsd) > BigInt(price.max.usd) ? `${t("audit.aboveMax")} ` : null}
          {t("audit.day")} <When at={price.day} format="date" />.
        </>
      ),
    },
  ];
  return (
    <Card title={t("audit.formula")}>
      <p className="max-w-3xl text-soft text-sm">{t("audit.each")}</p>
      <dl className="grid gap-4">
        {rows.map((row) => (
          <div key={row.key} className="grid gap-1 border-line border-t pt-3">
            <dt className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium">{t(`part.${row.key}`)}</span>
              <span className="tabular text-sm">
                {row.formula} = <strong className="font-semibold">{n(row.points)}</strong>
              </span>
            </dt>
            <dd className="max-w-3xl text-soft text-sm">{row.words}</dd>
          </div>
        ))}
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 border-line border-t-2 pt-3">
          <dt className="font-semibold">{t("audit.sum")}</dt>
          <dd className="tabular text-sm">
            {rows.map((row) => n(row.points)).join(" + ")} = <strong className="text-base">{n(total)}</strong>
          </dd>
        </div>
      </dl>
      <p className="text-soft text-sm">
        {t("audit.ofHundred", {
          points: new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(total / POINT),
        })}
      </p>
    </Card>
  );
}
