import { useTranslation } from "react-i18next";
import { bandDays, type HeadcountBand } from "#app/domain/roles/headcount.ts";
import { FieldSet, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { FormRows } from "#app/ui/kit/form-rows.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames, timeOf } from "./week-words.ts";

const MOST = 12;
const halves = Array.from({ length: 49 }, (_, half) => ({ value: String(half), label: timeOf(half) }));
const folded = "[&_label]:sr-only";

/** "Mon–Fri", "Sat", "every day". */
function bandDaysName(days: HeadcountBand["days"], locale: string, everyDay: string): string {
  const names = dayNames(locale, "short");
  if (days === "everyDay") return everyDay;
  if (days === "weekdays") return `${names[0]}–${names[4]}`;
  if (days === "weekend") return `${names[5]}–${names[6]}`;
  return names[bandDays.indexOf(days) - bandDays.indexOf("mon")]!;
}

/** Hours with another number of people than the rest; empty rows do not count. */
export function HeadcountRows({ name, bands }: { name: string; bands: HeadcountBand[] }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const days = bandDays.map((one) => ({ value: one, label: bandDaysName(one, locale, t("headcount.everyDay")) }));
  return (
    <FieldSet legend={t("headcount.legend")} hint={t("headcount.hint")} errorsOf={name}>
      <FormRows
        name={name}
        filled={bands.length}
        atLeast={1}
        most={Math.max(MOST, bands.length)}
        row={(index) => (
          <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
            <TextField
              name={`${name}[${index}].people`}
              type="number"
              min={1}
              max={50}
              label={t("headcount.people", { n: index + 1 })}
              defaultValue={bands[index]?.people ?? ""}
              className={index > 0 ? folded : undefined}
            />
            <SelectField
              name={`${name}[${index}].days`}
              label={t("headcount.days")}
              options={days}
              defaultValue={bands[index]?.days ?? "weekdays"}
              className={index > 0 ? folded : undefined}
            />
            <SelectField
              name={`${name}[${index}].from`}
              label={t("headcount.from")}
              options={halves.slice(0, 48)}
              defaultValue={String(bands[index]?.from ?? 18)}
              className={index > 0 ? folded : undefined}
            />
            <SelectField
              name={`${name}[${index}].to`}
              label={t("headcount.to")}
              options={halves.slice(1)}
              defaultValue={String(bands[index]?.to ?? 26)}
              className={index > 0 ? folded : undefined}
            />
          </div>
        )}
      />
    </FieldSet>
  );
}

/** How many are wanted at once, in words: "2", and under it "5: Mon–Fri 09:00–13:00". */
export function Headcount({ headcount, headcounts }: { headcount: number; headcounts: HeadcountBand[] }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  return (
    <>
      {headcount}
      {headcounts.map((band) => (
        <span key={`${band.days} ${band.from}`} className="block text-soft">
          {band.people}: {bandDaysName(band.days, locale, t("headcount.everyDay"))} {timeOf(band.from)}–{timeOf(band.to)}
        </span>
      ))}
    </>
  );
}
