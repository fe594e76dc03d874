import { useTranslation } from "react-i18next";
import { PASSWORD_MIN } from "#app/domain/accounts/account.ts";
import { SelectField, TextField } from "#app/ui/kit/form.tsx";
import { TimeZoneField } from "./time-zone-field.tsx";

interface Props {
  emailLabel: string;
  countryHint: string;
  countries: { value: string; label: string }[];
  zones: string[];
  timeZone: string;
}

/** What everybody who signs up says of themselves. */
export function SignUpFields({ emailLabel, countryHint, countries, zones, timeZone }: Props) {
  const { t, i18n } = useTranslation("accounts");
  const options = [...countries].sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  return (
    <>
      <TextField name="name" label={t("fields.name")} autoComplete="name" required />
      <TextField name="email" type="email" label={emailLabel} autoComplete="email" required />
      <TextField
        name="password"
        type="password"
        label={t("fields.password")}
        hint={t("fields.passwordHint", { count: PASSWORD_MIN })}
        autoComplete="new-password"
        required
      />
      <SelectField
        name="country"
        label={t("fields.country")}
        hint={countryHint}
        options={[{ value: "", label: t("fields.choose") }, ...options]}
        defaultValue=""
      />
      <TimeZoneField label={t("fields.timeZone")} zones={zones} defaultValue={timeZone} guess />
    </>
  );
}
