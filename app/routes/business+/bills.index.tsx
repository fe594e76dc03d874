import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { billLifecycle } from "#app/domain/billing/bill.ts";
import { type BillFilter, billsOf } from "#app/domain/billing/bills.server.ts";
import { exposuresOfBusiness } from "#app/domain/billing/exposure.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { BillSums, BillTable } from "#app/ui/billing/bill-table.tsx";
import { ExposureCard } from "#app/ui/billing/exposure-meter.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:bills.title");

const filters: BillFilter[] = [...billLifecycle.states, "overdue"];

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const state = filters.find((one) => one === url.searchParams.get("state"));
  const page = pageOf(url);
  const now = context.now();
  const found = await billsOf(context.db, businessId, { state, page, now }, actor);
  const exposures = await exposuresOfBusiness(context.db, businessId, now, actor);
  return { ...found, exposures, page, state: state ?? null, now, mayCards: may(actor, "cards.manage", { businessId }) };
});

export default function Bills() {
  const { rows, exposures, pages, page, state, sums, now, mayCards } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const tab = (one: BillFilter | null) => ({
    to: one ? `/business/bills?state=${one}` : "/business/bills",
    label: t(one ? `states.${one}` : "bills.all"),
    active: one === state,
  });
  return (
    <Page
      title={t("bills.title")}
      subtitle={t("bills.subtitle")}
      actions={
        <>
          <DownloadLink href="/resources/bills-csv">{t("csv")}</DownloadLink>
          {mayCards ? (
            <>
              <LinkButton to="/business/credit" variant="secondary">
                {t("credit.title")}
              </LinkButton>
              <LinkButton to="/business/cards" variant="secondary">
                {t("cards.title")}
              </LinkButton>
            </>
          ) : null}
          <LinkButton to="/business/billing" variant="secondary">
            {t("terms.title")}
          </LinkButton>
        </>
      }
    >
      <BillSums sums={sums} />
      <ExposureCard exposures={exposures} side="business" />
      <LinkTabs items={[tab(null), ...filters.map(tab)]} />
      {rows.length === 0 ? (
        <EmptyState title={t("bills.empty")}>{t("bills.emptyHint")}</EmptyState>
      ) : (
        <BillTable bills={rows} to={(billId) => `/business/bills/${billId}`} now={now} />
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
