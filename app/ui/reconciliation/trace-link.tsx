import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";

/** To the way of this thing's money, from the ten minutes to the bank. */
export function TraceLink({ to }: { to: string }) {
  const { t } = useTranslation("reconciliation");
  return (
    <Link to={to} className="text-accent text-sm underline print:hidden">
      {t("trace.link")}
    </Link>
  );
}
