import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundSkill } from "#app/domain/agents/find-skills.server.ts";
import { cefr } from "#app/domain/agents/languages.ts";
import { CheckboxField, FieldSet, SelectField, useTypedIn } from "#app/ui/kit/form.tsx";
import { FormRows } from "#app/ui/kit/form-rows.tsx";
import { useLanguageOptions, useToolOptions } from "./skill-options.ts";
import { SkillSearch } from "./skill-search.tsx";

/** What was found by name and picked: its option joins the lists, and the first row that is free takes it. */
function usePicked(field: "language" | "tool") {
  const rows = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<FoundSkill[]>([]);
  useEffect(() => {
    const last = picked.at(-1);
    if (!last) return;
    const lists = [...(rows.current?.querySelectorAll<HTMLSelectElement>(`select[name$=".${field}"]`) ?? [])];
    const free = lists.find((one) => one.value === last.value) ?? lists.find((one) => one.value === "");
    if (!free) return;
    free.closest("details")?.setAttribute("open", "");
    free.value = last.value;
    free.dispatchEvent(new Event("change", { bubbles: true }));
  }, [picked, field]);
  return { rows, picked, pick: (skill: FoundSkill) => setPicked((all) => [...all, skill]) };
}

const folded = "[&_label]:sr-only";

export function LanguageRows({
  name,
  rows,
  most,
  legend,
  hint,
}: {
  name: string;
  rows: { language: string; level: string; name?: string }[];
  most: number;
  legend: string;
  hint?: string;
}) {
  const { t } = useTranslation("agents");
  const { rows: place, picked, pick } = usePicked("language");
  // Also what a refused form had: a rare language that was picked then is known by its code alone.
  const typed = useTypedIn(name, "language").map((code) => ({ value: code, label: code }));
  const rare = [...rows.map((one) => ({ value: one.language, label: one.name ?? one.language })), ...picked, ...typed];
  const options = useLanguageOptions(rare);
  return (
    <FieldSet legend={legend} hint={hint} errorsOf={name}>
      <div ref={place}>
        <FormRows
          name={name}
          filled={rows.length}
          most={Math.max(most, rows.length)}
          row={(index) => (
            <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
              <SelectField
                name={`${name}[${index}].language`}
                label={t("form.languageN", { n: index + 1 })}
                placeholder={t("form.noLanguage")}
                options={options}
                defaultValue={rows[index]?.language}
                className={index > 0 ? folded : undefined}
              />
              <SelectField
                name={`${name}[${index}].level`}
                label={t("form.level")}
                options={cefr.map((level) => ({ value: level, label: level }))}
                defaultValue={rows[index]?.level ?? "B2"}
                className={index > 0 ? folded : undefined}
              />
            </div>
          )}
        />
      </div>
      <SkillSearch kind="language" onPick={pick} />
    </FieldSet>
  );
}

export function ToolRows({
  name,
  rows,
  most,
  legend,
  hint,
  withRequired,
}: {
  name: string;
  rows: { tool: string; level?: number; required?: boolean }[];
  most: number;
  legend: string;
  hint?: string;
  withRequired?: boolean;
}) {
  const { t } = useTranslation("agents");
  const options = useToolOptions();
  const levels = [1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t(`toolLevels.${level}`) }));
  const { rows: place, pick } = usePicked("tool");
  return (
    <FieldSet legend={legend} hint={hint} errorsOf={name}>
      <div ref={place}>
        <FormRows
          name={name}
          filled={rows.length}
          most={Math.max(most, rows.length)}
          row={(index) => (
            <div
              className={`grid items-end gap-3 ${withRequired ? "grid-cols-[minmax(0,1fr)_8rem]" : "grid-cols-[minmax(0,1fr)_9rem] sm:grid-cols-[minmax(0,1fr)_14rem]"}`}
            >
              <SelectField
                name={`${name}[${index}].tool`}
                label={t("form.toolN", { n: index + 1 })}
                placeholder={t("form.noTool")}
                options={options}
                defaultValue={rows[index]?.tool}
                className={index > 0 ? folded : undefined}
              />
              {withRequired ? (
                <CheckboxField
                  name={`${name}[${index}].required`}
                  label={t("form.required")}
                  defaultChecked={rows[index]?.required}
                  className="pb-1.5"
                />
              ) : (
                <SelectField
                  name={`${name}[${index}].level`}
                  label={t("form.level")}
                  options={levels}
                  defaultValue={String(rows[index]?.level ?? 3)}
                  className={index > 0 ? folded : undefined}
                />
              )}
            </div>
          )}
        />
      </div>
      <SkillSearch kind="tool" onPick={pick} />
    </FieldSet>
  );
}
