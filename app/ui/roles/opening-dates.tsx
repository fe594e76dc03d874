import { useTranslation } from "react-i18next";
import { Hidden, TextField } from "#app/ui/kit/form.tsx";

interface Dated {
  startsOn: string | null;
  endsOn: string | null;
  openedAt: Date | null;
  timeZone: string;
}

/**
 * Asks for the dates of a role that is about to be posted with one that is past. A draft is offered today and an open end; a role that was
 * posted before may keep the day it began on. @param today on the role's clock
 */
export function OpeningDates({ role, today }: { role: Dated; today: string }) {
  const { t } = useTranslation("roles");
  const fresh = role.openedAt === null;
  const offered = (day: string | null, instead: string) => (fresh && day !== null && day < today ? instead : (day ?? ""));
  return (
    <div className="grid w-full gap-3">
      <Hidden name="dated" value="on" />
      <p className="text-sm">{t(fresh ? "detail.past.draft" : "detail.past.posted", { zone: role.timeZone })}</p>
      <TextField
        name="startsOn"
        type="date"
        label={t("form.startsOn")}
        hint={t("form.startsOnHint")}
        defaultValue={offered(role.startsOn, today)}
      />
      <TextField
        name="endsOn"
        type="date"
        label={t("form.endsOn")}
        hint={t("form.endsOnHint")}
        defaultValue={offered(role.endsOn, "")}
      />
    </div>
  );
}
