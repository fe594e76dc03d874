import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { compareWeeks } from "#app/domain/diary/compare-weeks.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { comparedWeeks, id, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { CompareView } from "#app/ui/diary/compare-view.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:compare.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor, businessId } = requireMember(context);
  const contractId = id(params.contractId);
  const now = context.now();
  const newest = weekOf(now);
  const weeks = comparedWeeks(url, newest);
  const { contracts, halves } = await compareWeeks(context.db, { businessId, contractId }, { weeks, now }, actor);
  return { contract: contracts[0]!, halves, newest };
});

export default function ContractCompare() {
  const { contract, halves, newest } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  return (
    <Page
      title={t("compare.of", { name: contract.agentName })}
      subtitle={contract.title}
      back={{ to: "/business/diary/compare", label: t("compare.title") }}
    >
      <DiaryTabs base="/business/diary" contractId={contract.id} active="compare" />
      <CompareView halves={halves} newest={newest} lines={[]} />
    </Page>
  );
}
