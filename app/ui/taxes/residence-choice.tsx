import { useSubmit } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { countries } from "#app/domain/accounts/countries.ts";
import type { Entity } from "#app/domain/taxes/tax-id.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, SelectField } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** Where somebody is taxed and as what: both decide which questions follow. */
export function ResidenceChoice({ country, entity }: { country: string; entity: Entity }) {
  const { t } = useTranslation("taxes");
  const { locale } = useReader();
  const submit = useSubmit();
  const options = countries
    .map((code) => ({ value: code, label: countryName(locale, code) }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
  return (
    <div
      onChange={(event) => {
        const form = (event.target as unknown as HTMLSelectElement).form;
        if (form) submit(form, { preventScrollReset: true });
      }}
    >
      <Form method="get" className="grid items-end gap-3 sm:grid-cols-[1fr_1fr_auto]" key={`${country} ${entity}`}>
        <SelectField name="country" label={t("fields.country")} options={options} defaultValue={country} />
        <SelectField
          name="entity"
          label={t("fields.entity")}
          options={(["individual", "company"] as const).map((value) => ({ value, label: t(`entities.${value}`) }))}
          defaultValue={entity}
        />
        <Button variant="secondary">{t("show")}</Button>
      </Form>
    </div>
  );
}
