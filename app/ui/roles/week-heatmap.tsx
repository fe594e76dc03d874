import { useTranslation } from "react-i18next";
import { rangesOf } from "#app/kernel/week-hours.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames, timeOf } from "./week-hours-picker.tsx";

/** "Monday 09:00–17:00, ..." of 336 half-hours, ranges cut at midnight. */
export function rangesInWords(bits: string, locale: string, most = 20): string {
  const names = dayNames(locale, "long");
  const words: string[] = [];
  for (let day = 0; day < 7; day++) {
    for (const { start, end } of rangesOf(`${bits.slice(day * 48, day * 48 + 48)}${"0".repeat(288)}`))
      words.push(`${names[day]} ${timeOf(start)}–${end === 48 ? "24:00" : timeOf(end)}`);
  }
  return words.length > most ? `${words.slice(0, most).join(", ")} …` : words.join(", ");
}

/** 168 hours at a glance: wanted hours, and with `covered` which of them somebody covers. The words are beside it for who cannot see it. */
export function WeekHeatmap({ bits, covered, label }: { bits: string; covered?: string; label: string }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const names = dayNames(locale, "short");
  return (
    <figure className="grid gap-1">
      <svg role="img" aria-label={`${label}: ${rangesInWords(bits, locale)}`} viewBox="0 0 516 122" className="w-full max-w-2xl">
        {names.map((name, day) => (
          <text key={name} x="0" y={day * 15 + 24} fontSize="9" fill="var(--soft)">
            {name}
          </text>
        ))}
        {[0, 6, 12, 18].map((hour) => (
          <text key={hour} x={36 + hour * 20} y="9" fontSize="8" fill="var(--faint)">
            {String(hour).padStart(2, "0")}:00
          </text>
        ))}
        {Array.from({ length: 336 }, (_, i) => i).map((i) => {
          const wanted = bits[i] === "1";
          const met = covered?.[i] === "1";
          const fill = !wanted ? "var(--sunken)" : covered === undefined || met ? "var(--accent)" : "var(--fill-manual)";
          return (
            <rect key={i} x={36 + (i % 48) * 10} y={Math.floor(i / 48) * 15 + 14} width="9.4" height="13" rx="1.5" fill={fill} />
          );
        })}
      </svg>
      {covered === undefined ? null : (
        <figcaption className="flex flex-wrap gap-4 text-soft text-xs">
          <span className="inline-flex items-center gap-1.5">
            <span className="size-3 rounded-sm bg-accent" /> {t("heatmap.covered")}
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span className="size-3 rounded-sm" style={{ background: "var(--fill-manual)" }} /> {t("heatmap.gap")}
          </span>
        </figcaption>
      )}
    </figure>
  );
}
