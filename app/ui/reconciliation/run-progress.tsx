import { useTranslation } from "react-i18next";
import { UnderWay } from "#app/ui/kit/under-way.tsx";

/** How far a run is. */
export function RunProgress({ read }: { read: number }) {
  const { t } = useTranslation("reconciliation");
  return (
    <UnderWay title={t("run.underWay")} lookAgain={t("run.lookAgain")}>
      {t("run.readSoFar", { count: read })}
    </UnderWay>
  );
}
