import { rangesOf } from "#app/kernel/week-hours.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames, hoursInWords } from "#app/ui/roles/week-words.ts";

/** Units of the drawing: two a half-hour, a line of words above. */
const HALF = 2;
const TOP = 14;
const HEIGHT = 14;

/** One person's week in a line, Monday first; the words are read to who cannot see it. */
export function WeekStrip({ bits, label }: { bits: string; label: string }) {
  const { locale } = useReader();
  return (
    <svg
      role="img"
      aria-label={`${label}: ${hoursInWords(bits, locale, { width: "long" })}`}
      viewBox={`0 0 ${336 * HALF} ${TOP + HEIGHT}`}
      className="w-full max-w-3xl"
    >
      {dayNames(locale, "short").map((name, day) => (
        <g key={name}>
          <rect x={day * 48 * HALF + 1} y={TOP} width={48 * HALF - 2} height={HEIGHT} rx="2" fill="var(--sunken)" />
          <text x={day * 48 * HALF + 2} y="10" fontSize="11" fill="var(--soft)">
            {name}
          </text>
        </g>
      ))}
      {rangesOf(bits).map(({ start, end }) => (
        <rect key={start} x={start * HALF} y={TOP} width={(end - start) * HALF} height={HEIGHT} rx="2" fill="var(--accent)" />
      ))}
    </svg>
  );
}
