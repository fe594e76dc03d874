import { useTranslation } from "react-i18next";

/** Whole minutes as hours and minutes: "12 h 30 min". */
export function Minutes({ value }: { value: number }) {
  const { t } = useTranslation("kit");
  const hours = Math.floor(value / 60);
  const minutes = value % 60;
  const text =
    hours === 0 ? t("minutes", { minutes }) : minutes === 0 ? t("hours", { hours }) : t("hoursMinutes", { hours, minutes });
  return <span className="tabular whitespace-nowrap">{text}</span>;
}
