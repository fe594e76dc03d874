import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { WeekSwitch } from "#app/ui/diary/week-switch.tsx";

/** Which week's figures are shown, and their files. */
export function MetricsWeek({ week, newest }: { week: string; newest: string }) {
  const { t } = useTranslation("helpdesks");
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <WeekSwitch week={week} newest={newest} />
      <p className="flex flex-wrap gap-4 text-sm">
        <Link to={`/resources/metrics-csv?week=${week}`} reloadDocument className="text-accent hover:underline">
          {t("metrics.csv")}
        </Link>
        <Link to={`/resources/helpdesk-events-csv?week=${week}`} reloadDocument className="text-accent hover:underline">
          {t("metrics.eventsCsv")}
        </Link>
      </p>
    </div>
  );
}
