import { useTranslation } from "react-i18next";
import { UnderWay } from "#app/ui/kit/under-way.tsx";

/** How far an import is. */
export function ImportProgress({ done, rows }: { done: number; rows: number }) {
  const { t } = useTranslation("helpdesks");
  return (
    <UnderWay title={t("run.underWay")} done={done} of={rows} lookAgain={t("run.lookAgain")}>
      {t("run.done", { done, rows })}
    </UnderWay>
  );
}
