import { useTranslation } from "react-i18next";
import { WEIGHTS } from "#app/domain/matching/score.ts";
import { useReader } from "#app/ui/kit/reader.ts";

const POINT = 10_000;
const most = { hours: WEIGHTS.hours, rating: WEIGHTS.ratingPerMilli * 5000, tools: WEIGHTS.tools, price: WEIGHTS.price };

/** The points of a match and what they are made of: both sides see the same. */
export function ScorePoints({
  parts,
}: {
  parts: { hours: number; rating: number; tools: number; price: number; total: number };
}) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const points = (part: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(part / POINT);
  return (
    <div className="grid gap-2">
      <p className="text-sm">
        <strong className="tabular font-semibold text-xl">{points(parts.total)}</strong> {t("ofHundred")}
      </p>
      <dl className="grid grid-cols-[auto_minmax(3rem,1fr)_auto] items-center gap-x-2 gap-y-1 text-soft text-xs">
        {(["hours", "rating", "tools", "price"] as const).map((part) => (
          <div key={part} className="contents">
            <dt>{t(`part.${part}`)}</dt>
            <dd aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-sunken">
              <div className="h-full rounded-full bg-accent" style={{ width: `${(100 * parts[part]) / most[part]}%` }} />
            </dd>
            <dd className="tabular text-right">{t("pointsOf", { points: points(parts[part]), most: points(most[part]) })}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
