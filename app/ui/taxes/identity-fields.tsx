import { useTranslation } from "react-i18next";
import { fatcaStatuses, type TaxQuestion } from "#app/domain/taxes/tax-forms.ts";
import { type Entity, taxIdName } from "#app/domain/taxes/tax-id.ts";
import { classificationsFor } from "#app/domain/taxes/tax-profile.ts";
import { CheckboxField, SelectField, TextField } from "#app/ui/kit/form.tsx";

interface OnFile {
  taxIdLast4: string | null;
  taxIdCountry: string | null;
  entity: Entity;
  answers: Record<string, string>;
  birthDateKept: boolean;
}

/** What the forms ask beside name and address. What is on file is only named; an empty field keeps it. */
export function IdentityFields({
  country,
  entity,
  questions,
  onFile,
}: {
  country: string;
  entity: Entity;
  questions: readonly TaxQuestion[];
  onFile: OnFile | null;
}) {
  const { t } = useTranslation("taxes");
  const called = taxIdName(country, entity);
  const keeps = onFile?.taxIdCountry === country && onFile.entity === entity;
  const choose = (name: "classification" | "fatca", values: readonly string[]) =>
    values.length === 0 ? null : (
      <SelectField
        name={name}
        label={t(`fields.${name}`)}
        options={values.map((value) => ({ value, label: t(`${name}.${value}`) }))}
        placeholder={values.length > 1 ? t("fields.choose") : undefined}
        defaultValue={onFile?.answers[name] ?? (values.length === 1 ? values[0] : undefined)}
        required
      />
    );
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        name="taxId"
        label={called ? t("fields.taxIdNamed", { name: called }) : t("fields.taxId")}
        hint={keeps ? t("fields.onFile", { last: onFile.taxIdLast4 }) : t("fields.taxIdHint")}
        autoComplete="off"
        required={!keeps}
        maxLength={30}
      />
      {questions.includes("birthDate") ? (
        <TextField
          name="birthDate"
          type="date"
          label={t("fields.birthDate")}
          hint={onFile?.birthDateKept ? t("fields.birthOnFile") : t("fields.birthHint")}
          autoComplete="off"
          required={!onFile?.birthDateKept}
        />
      ) : null}
      {questions.includes("classification") ? choose("classification", classificationsFor(country, entity)) : null}
      {questions.includes("fatca") ? choose("fatca", fatcaStatuses) : null}
      {questions.includes("registrationNumber") ? (
        <TextField
          name="registrationNumber"
          label={t("fields.registrationNumber")}
          hint={t("fields.registrationHint")}
          defaultValue={onFile?.answers.registrationNumber}
          required
          maxLength={40}
        />
      ) : null}
      {questions.includes("workPlace") ? (
        <CheckboxField
          name="workPlace"
          label={t("fields.workPlace")}
          hint={t("fields.workPlaceHint")}
          defaultChecked={onFile?.answers.workPlace === "outsideUs"}
          className="sm:col-span-2"
        />
      ) : null}
    </div>
  );
}
