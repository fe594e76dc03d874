import { useTranslation } from "react-i18next";
import { regionsOf } from "#app/domain/taxes/regions.ts";
import { SelectField, TextField } from "#app/ui/kit/form.tsx";

interface Place {
  legalName: string;
  address: string;
  city: string;
  postcode: string;
  region: string;
}

/** Name and address as they stand on documents. */
export function PlaceFields({ country, place, name }: { country: string; place: Place | null; name: string }) {
  const { t } = useTranslation("taxes");
  const regions = regionsOf(country);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        name="legalName"
        label={t("fields.legalName")}
        hint={t("fields.legalNameHint")}
        defaultValue={place?.legalName ?? name}
        required
        maxLength={160}
        className="sm:col-span-2"
      />
      <TextField
        name="address"
        label={t("fields.address")}
        defaultValue={place?.address}
        autoComplete="street-address"
        required
        maxLength={200}
        className="sm:col-span-2"
      />
      <TextField
        name="city"
        label={t("fields.city")}
        defaultValue={place?.city}
        autoComplete="address-level2"
        required
        maxLength={100}
      />
      <TextField
        name="postcode"
        label={t("fields.postcode")}
        defaultValue={place?.postcode}
        autoComplete="postal-code"
        maxLength={20}
      />
      {regions.length > 0 ? (
        <SelectField
          name="region"
          label={t(country === "US" ? "fields.state" : "fields.province")}
          options={regions.map(({ code, name: label }) => ({ value: code, label }))}
          placeholder={t("fields.choose")}
          defaultValue={place?.region}
          required
        />
      ) : null}
    </div>
  );
}
