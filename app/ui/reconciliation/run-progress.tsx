import { Link, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

const LOOK_AGAIN_MS = 1000;

/** How far a run is; looks again by itself until it has ended, and by a link without JavaScript. */
export function RunProgress({ read }: { read: number }) {
  const { t } = useTranslation("reconciliation");
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <div role="status" className="grid gap-2 rounded-lg bg-marigold-soft p-4 text-marigold text-sm">
      <p className="font-semibold">{t("run.underWay")}</p>
      <p>{t("run.readSoFar", { count: read })}</p>
      <progress aria-label={t("run.underWay")} className="w-full" />
      <Link to="." className="w-fit underline" reloadDocument>
        {t("run.lookAgain")}
      </Link>
    </div>
  );
}
