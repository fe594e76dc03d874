import { useTranslation } from "react-i18next";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";

type View = "week" | "month" | "compare" | "search" | "calendar";

/** The ways to read a diary, each an address. @param base "/agent/diary", "/business/diary"; @param contractId one contract of a business */
export function DiaryTabs({ base, contractId, active }: { base: string; contractId?: string; active: View }) {
  const { t } = useTranslation("views");
  const own = contractId ? `${base}/${contractId}` : base;
  const about = contractId ? `?contract=${contractId}` : "";
  const places: Record<View, string> = {
    week: own,
    month: `${own}/month`,
    compare: `${own}/compare`,
    search: `${base}/search${about}`,
    calendar: `${base}/calendar${about}`,
  };
  return (
    <LinkTabs
      items={(Object.keys(places) as View[]).map((view) => ({
        to: places[view],
        label: t(`tabs.${view}`),
        active: view === active,
      }))}
    />
  );
}
