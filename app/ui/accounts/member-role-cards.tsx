import { useTranslation } from "react-i18next";
import { memberRoles } from "#app/domain/accounts/account.ts";
import type { MemberRole } from "#app/domain/accounts/permissions.ts";
import { RadioCards } from "#app/ui/kit/form.tsx";

/** The four roles of a team, each with what it may do. */
export function MemberRoleCards({ defaultValue }: { defaultValue: MemberRole }) {
  const { t } = useTranslation("accounts");
  return (
    <RadioCards
      name="role"
      legend={t("members.role")}
      defaultValue={defaultValue}
      options={memberRoles.map((value) => ({ value, label: t(`roles.${value}`), description: t(`roleText.${value}`) }))}
    />
  );
}
