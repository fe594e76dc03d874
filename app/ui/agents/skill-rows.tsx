import { useTranslation } from "react-i18next";
import { cefr, languages } from "#app/domain/agents/languages.ts";
import { toolName, toolSlugs } from "#app/domain/agents/tools.ts";
import { CheckboxField, FieldSet, SelectField } from "#app/ui/kit/form.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** Rows that work without JavaScript: as many as may be filled, the empty ones are left out by the server. */
function padded<T>(rows: T[], most: number): (T | undefined)[] {
  return Array.from({ length: Math.max(most, rows.length) }, (_, index) => rows[index]);
}

export function LanguageRows({
  name,
  rows,
  most,
  legend,
  hint,
}: {
  name: string;
  rows: { language: string; level: string }[];
  most: number;
  legend: string;
  hint?: string;
}) {
  const { t } = useTranslation("agents");
  const { locale } = useReader();
  const options = languages
    .map((code) => ({ value: code, label: languageName(locale, code) }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
  return (
    <FieldSet legend={legend} hint={hint} errorsOf={name}>
      {padded(rows, most).map((row, index) => (
        <div key={index} className="grid grid-cols-[1fr_7rem] gap-3">
          <SelectField
            name={`${name}[${index}].language`}
            label={t("form.languageN", { n: index + 1 })}
            placeholder={t("form.none")}
            options={options}
            defaultValue={row?.language}
          />
          <SelectField
            name={`${name}[${index}].level`}
            label={t("form.level")}
            options={cefr.map((level) => ({ value: level, label: level }))}
            defaultValue={row?.level ?? "B2"}
          />
        </div>
      ))}
    </FieldSet>
  );
}

export function ToolRows({
  name,
  rows,
  most,
  legend,
  withRequired,
}: {
  name: string;
  rows: { tool: string; level?: number; required?: boolean }[];
  most: number;
  legend: string;
  withRequired?: boolean;
}) {
  const { t } = useTranslation("agents");
  const options = toolSlugs.map((slug) => ({ value: slug, label: toolName(slug) }));
  const levels = [1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t(`toolLevels.${level}`) }));
  return (
    <FieldSet legend={legend} errorsOf={name}>
      {padded(rows, most).map((row, index) => (
        <div key={index} className="grid grid-cols-[1fr_9rem] items-end gap-3">
          <SelectField
            name={`${name}[${index}].tool`}
            label={t("form.toolN", { n: index + 1 })}
            placeholder={t("form.none")}
            options={options}
            defaultValue={row?.tool}
          />
          {withRequired ? (
            <CheckboxField
              name={`${name}[${index}].required`}
              label={t("form.required")}
              defaultChecked={row?.required}
              className="pb-1.5"
            />
          ) : (
            <SelectField
              name={`${name}[${index}].level`}
              label={t("form.level")}
              options={levels}
              defaultValue={String(row?.level ?? 3)}
            />
          )}
        </div>
      ))}
    </FieldSet>
  );
}
