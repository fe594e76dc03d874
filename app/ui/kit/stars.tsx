import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useField } from "./form.tsx";
import { useReader } from "./reader.ts";

/** A mean of 1 to 5 in words and a star. @param value for example 4.62 */
export function Stars({ value, count }: { value: number; count?: number }) {
  const { t } = useTranslation("kit");
  const { locale } = useReader();
  const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(value);
  return (
    <span className="tabular inline-flex items-center gap-1 whitespace-nowrap">
      <Star className="size-4 fill-marigold text-marigold" aria-hidden="true" />
      <span className="sr-only">{t("stars.label")}</span>
      {text}
      {count === undefined ? null : <span className="text-faint text-sm">({count})</span>}
    </span>
  );
}

export function StarsField({ name, label }: { name: string; label: string }) {
  const { t } = useTranslation("kit");
  const { errors, typed } = useField(name);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {[1, 2, 3, 4, 5].map((stars) => (
          <label
            key={stars}
            className="inline-flex cursor-pointer items-center gap-2 rounded-lg border border-line bg-raised px-3 py-2 text-sm has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name={name}
              value={stars}
              defaultChecked={typed === String(stars)}
              className="accent-(--accent)"
            />
            {t("stars.count", { count: stars })}
          </label>
        ))}
      </div>
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}
