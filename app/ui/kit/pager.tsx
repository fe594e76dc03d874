import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";

export function Pager({ page, pages }: { page: number; pages: number }) {
  const [search] = useSearchParams();
  const { t } = useTranslation("kit");
  if (pages <= 1) return null;
  const to = (target: number) => {
    const next = new URLSearchParams(search);
    next.set("page", String(target));
    return `?${next}`;
  };
  return (
    <nav aria-label={t("pager.label")} className="flex items-center justify-between gap-3 text-sm">
      {page > 1 ? (
        <Link to={to(page - 1)} rel="prev" className="rounded-lg border border-line px-3 py-1.5 hover:bg-sunken">
          {t("pager.previous")}
        </Link>
      ) : (
        <span />
      )}
      <span className="tabular text-soft">{t("pager.at", { page, pages })}</span>
      {page < pages ? (
        <Link to={to(page + 1)} rel="next" className="rounded-lg border border-line px-3 py-1.5 hover:bg-sunken">
          {t("pager.next")}
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}
