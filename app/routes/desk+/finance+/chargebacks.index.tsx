import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type ChargebackState, chargebackLifecycle } from "#app/domain/billing/chargeback.ts";
import { allChargebacks } from "#app/domain/billing/chargebacks.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { ChargebackBadge } from "#app/ui/billing/refund-badge.tsx";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:chargebacks.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const state = chargebackLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  return { ...(await allChargebacks(context.db, { state, q, page }, actor)), page, state: state ?? null, q: q ?? null };
});

export default function Chargebacks() {
  const { rows, counts, page, pages, state, q } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const tab = (one: ChargebackState | null) => {
    const search = new URLSearchParams({ ...(one ? { state: one } : {}), ...(q ? { q } : {}) });
    return {
      to: `/desk/finance/chargebacks${search.size > 0 ? `?${search}` : ""}`,
      label: t(one ? `chargebacks.states.${one}` : "bills.all"),
      count: one ? (counts[one] ?? 0) : Object.values(counts).reduce((sum, n) => sum + n, 0),
      active: one === state,
    };
  };
  const filter = new URLSearchParams({ ...(state ? { state } : {}), ...(q ? { q } : {}) });
  const download = <DownloadLink href={`/resources/chargebacks-csv?${filter}`}>{t("csv")}</DownloadLink>;
  return (
    <Page
      title={t("chargebacks.title")}
      subtitle={t("chargebacks.subtitle")}
      back={{ to: "/desk/finance", label: t("shell:nav.finance") }}
      actions={download}
    >
      <SearchBar placeholder={t("refunds.search")} filters={state ? <Hidden name="state" value={state} /> : null} />
      <LinkTabs items={[tab(null), ...chargebackLifecycle.states.map(tab)]} />
      {rows.length === 0 ? (
        <EmptyState title={t("chargebacks.empty")}>{t("chargebacks.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("chargebacks.title")}
          columns={[
            { key: "at", label: t("chargebacks.fields.opened") },
            { key: "business", label: t("refunds.fields.business") },
            { key: "reason", label: t("chargebacks.fields.reason") },
            { key: "state", label: t("fields.state") },
            { key: "due", label: t("chargebacks.fields.due") },
            { key: "fee", label: t("chargebacks.fields.fee"), align: "right" },
            { key: "amount", label: t("fields.amount"), align: "right" },
          ]}
        >
          {rows.map(({ chargeback, businessName, week }) => (
            <Row key={chargeback.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`/desk/finance/chargebacks/${chargeback.id}`} className="font-medium text-accent underline">
                  <When at={chargeback.openedAt} />
                </Link>
              </Cell>
              <Cell className="min-w-40">
                {businessName}
                {week ? (
                  <span className="block text-faint text-xs">
                    {t("fields.week")} <When at={week} format="date" />
                  </span>
                ) : null}
              </Cell>
              <Cell>{t(`chargebacks.reasons.${chargeback.reason}`, { defaultValue: chargeback.reason })}</Cell>
              <Cell>
                <ChargebackBadge state={chargeback.state} />
              </Cell>
              <Cell className="whitespace-nowrap">
                {chargeback.state === "needsResponse" && chargeback.evidenceDueAt ? <When at={chargeback.evidenceDueAt} /> : null}
              </Cell>
              <Cell numeric>
                <MoneyText value={money(chargeback.fee, chargeback.currency)} />
              </Cell>
              <Cell numeric className="font-medium">
                <MoneyText value={money(chargeback.amount, chargeback.currency)} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
