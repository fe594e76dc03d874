import { rangesOf } from "#app/kernel/week-hours.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames, hoursInWords } from "#app/ui/roles/week-words.ts";

/** Units of the drawing, two a half-hour; it is stretched to the width there is, the names of the days are not. */
const HALF = 2;
const HEIGHT = 14;

/** One person's week in a line, Monday first; the words are read to who cannot see it. */
export function WeekStrip({ bits, label }: { bits: string; label: string }) {
  const { locale } = useReader();
  const names = dayNames(locale, "short");
  return (
    <div className="w-full max-w-3xl">
      <div aria-hidden="true" className="grid grid-cols-7 text-soft text-xs">
        {names.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <svg
        role="img"
        aria-label={`${label}: ${hoursInWords(bits, locale, { width: "long" })}`}
        viewBox={`0 0 ${336 * HALF} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-3.5 w-full"
      >
        {names.map((name, day) => (
          <rect key={name} x={day * 48 * HALF + 1} y="0" width={48 * HALF - 2} height={HEIGHT} fill="var(--sunken)" />
        ))}
        {rangesOf(bits).map(({ start, end }) => (
          <rect key={start} x={start * HALF} y="0" width={(end - start) * HALF} height={HEIGHT} fill="var(--accent)" />
        ))}
      </svg>
    </div>
  );
}
