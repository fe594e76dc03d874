import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { compareWeeks } from "#app/domain/diary/compare-weeks.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { comparedWeeks, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { CompareView } from "#app/ui/diary/compare-view.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:compare.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const now = context.now();
  const newest = weekOf(now);
  const weeks = comparedWeeks(url, newest);
  return { ...(await compareWeeks(context.db, { agentId }, { weeks, now }, actor)), newest };
});

export default function AgentCompare() {
  const { halves, lines, newest } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  return (
    <Page title={t("compare.title")} subtitle={t("compare.subtitle")}>
      <DiaryTabs base="/agent/diary" active="compare" />
      <CompareView
        halves={halves}
        newest={newest}
        lines={lines.map((one) => ({
          id: one.id,
          label: `${one.businessName} · ${one.title}`,
          to: `/agent/diary?week=${halves[1]!.week}&contract=${one.id}`,
        }))}
      />
    </Page>
  );
}
