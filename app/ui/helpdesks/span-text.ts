import { useTranslation } from "react-i18next";

/** Seconds in words, two units at most: "45 s", "12 min", "3 h 5 min", "2 d 4 h". */
export function useSpanText(): (seconds: number) => string {
  const { t } = useTranslation("helpdesks");
  return (seconds) => {
    if (seconds < 59.5) return t("span.seconds", { seconds: Math.round(seconds) });
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return t("span.minutes", { minutes });
    if (minutes < 48 * 60) return t("span.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    const hours = Math.round(minutes / 60);
    return t("span.days", { days: Math.floor(hours / 24), hours: hours % 24 });
  };
}
