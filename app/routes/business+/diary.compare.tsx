import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { compareWeeks } from "#app/domain/diary/compare-weeks.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { comparedWeeks, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { CompareView } from "#app/ui/diary/compare-view.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:compare.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const now = context.now();
  const newest = weekOf(now);
  const weeks = comparedWeeks(url, newest);
  return { ...(await compareWeeks(context.db, { businessId }, { weeks, now }, actor)), newest };
});

export default function TeamCompare() {
  const { halves, lines, newest } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  return (
    <Page title={t("compare.title")} subtitle={t("compare.subtitle")}>
      <DiaryTabs base="/business/diary" active="compare" />
      <CompareView
        halves={halves}
        newest={newest}
        lines={lines.map((one) => ({
          id: one.id,
          label: `${one.agentName} · ${one.title}`,
          to: `/business/diary/${one.id}/compare?a=${halves[0]!.week}&b=${halves[1]!.week}`,
        }))}
      />
    </Page>
  );
}
