import { Link, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

const LOOK_AGAIN_MS = 1000;

/** How far an import is; looks again by itself until it has ended, and by a link without JavaScript. */
export function ImportProgress({ done, rows }: { done: number; rows: number }) {
  const { t } = useTranslation("helpdesks");
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <div role="status" className="grid max-w-xl gap-2 rounded-lg bg-marigold-soft p-4 text-marigold text-sm">
      <p className="font-semibold">{t("run.underWay")}</p>
      <p className="tabular">{t("run.done", { done, rows })}</p>
      <progress aria-label={t("run.underWay")} className="w-full" max={rows} value={done} />
      <Link to="." className="w-fit underline" reloadDocument>
        {t("run.lookAgain")}
      </Link>
    </div>
  );
}
