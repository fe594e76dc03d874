import { useTranslation } from "react-i18next";
import { overlapOf, rangesOf, withoutHours } from "#app/kernel/week-hours.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames, hoursInWords } from "./week-words.ts";

/** Units of the drawing; few, so that the words in it can still be read on a phone. */
const LEFT = 40;
const TOP = 15;
const HALF = 8;
const ROW = 17;
const CELL = 15;
const days = [0, 1, 2, 3, 4, 5, 6];

/** 168 hours at a glance: wanted hours, and with `covered` which of them somebody covers. The words are beside it for who cannot see it. */
export function WeekHeatmap({ bits, covered, label }: { bits: string; covered?: string; label: string }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const gaps = covered === undefined ? "0".repeat(336) : withoutHours(bits, covered);
  const words = `${label}: ${hoursInWords(bits, locale, { width: "long" })}`;
  const missing = hoursInWords(gaps, locale, { width: "long" });
  return (
    <figure className="grid gap-1">
      <svg
        role="img"
        aria-label={missing ? `${words}. ${t("heatmap.gap")}: ${missing}` : words}
        viewBox={`0 0 ${LEFT + 48 * HALF} ${TOP + 7 * ROW}`}
        className="w-full max-w-xl"
      >
        {dayNames(locale, "short").map((name, day) => (
          <text key={name} x="0" y={TOP + day * ROW + 11} fontSize="11" fill="var(--soft)">
            {name}
          </text>
        ))}
        {[0, 6, 12, 18].map((hour) => (
          <text key={hour} x={LEFT + hour * 2 * HALF} y="10" fontSize="10" fill="var(--faint)">
            {String(hour).padStart(2, "0")}:00
          </text>
        ))}
        {days.map((day) => (
          <rect key={day} x={LEFT} y={TOP + day * ROW} width={48 * HALF} height={CELL} rx="1.5" fill="var(--sunken)" />
        ))}
        <Ranges bits={covered === undefined ? bits : overlapOf(bits, covered)} fill="var(--accent)" />
        <Ranges bits={gaps} fill="var(--fill-manual)" />
        {/* One line a half-hour over all days: the eye counts, and twenty maps on a page stay light. */}
        <path
          d={Array.from({ length: 47 }, (_, half) => `M${LEFT + (half + 1) * HALF} ${TOP}V${TOP + 7 * ROW}`).join("")}
          stroke="var(--raised)"
          strokeWidth="0.8"
        />
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

function Ranges({ bits, fill }: { bits: string; fill: string }) {
  return days.map((day) =>
    rangesOf(bits.slice(day * 48, day * 48 + 48).padEnd(336, "0")).map(({ start, end }) => (
      <rect
        key={`${day} ${start}`}
        x={LEFT + start * HALF}
        y={TOP + day * ROW}
        width={(end - start) * HALF}
        height={CELL}
        rx="1.5"
        fill={fill}
      />
    )),
  );
}
