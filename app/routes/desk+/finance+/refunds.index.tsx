import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type RefundState, refundLifecycle } from "#app/domain/billing/refund.ts";
import { allRefunds } from "#app/domain/billing/refunds.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { RefundBadge } from "#app/ui/billing/refund-badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
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

export const meta = pageTitle("billing:refunds.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const state = refundLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  return { ...(await allRefunds(context.db, { state, q, page }, actor)), page, state: state ?? null, q: q ?? null };
});

const parts = ["agentPart", "platformPart", "feePart", "taxPart", "creditPart"] as const;

export default function Refunds() {
  const { rows, counts, page, pages, state, q } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const tab = (one: RefundState | null) => {
    const search = new URLSearchParams({ ...(one ? { state: one } : {}), ...(q ? { q } : {}) });
    return {
      to: `/desk/finance/refunds${search.size > 0 ? `?${search}` : ""}`,
      label: t(one ? `refunds.states.${one}` : "bills.all"),
      count: one ? (counts[one] ?? 0) : Object.values(counts).reduce((sum, n) => sum + n, 0),
      active: one === state,
    };
  };
  const filter = new URLSearchParams({ ...(state ? { state } : {}), ...(q ? { q } : {}) });
  const download = <DownloadLink href={`/resources/refunds-csv?${filter}`}>{t("csv")}</DownloadLink>;
  return (
    <Page
      title={t("refunds.title")}
      subtitle={t("refunds.subtitle")}
      back={{ to: "/desk/finance", label: t("shell:nav.finance") }}
      actions={
        <>
          {download}
          <LinkButton to="/desk/finance/refunds/new">{t("refunds.new.open")}</LinkButton>
        </>
      }
    >
      <SearchBar placeholder={t("refunds.search")} filters={state ? <Hidden name="state" value={state} /> : null} />
      <LinkTabs items={[tab(null), ...refundLifecycle.states.map(tab)]} />
      {rows.length === 0 ? (
        <EmptyState title={t("refunds.empty")}>{t("refunds.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("refunds.title")}
          columns={[
            { key: "at", label: t("refunds.fields.requested") },
            { key: "business", label: t("refunds.fields.business") },
            { key: "state", label: t("fields.state") },
            { key: "reason", label: t("refunds.fields.reason") },
            { key: "parts", label: t("refunds.fields.parts") },
            { key: "amount", label: t("fields.amount"), align: "right" },
          ]}
        >
          {rows.map(({ refund, businessName, week }) => {
            const amount = (minor: bigint) => <MoneyText value={money(minor, refund.currency)} />;
            return (
              <Row key={refund.id}>
                <Cell className="whitespace-nowrap">
                  <When at={refund.requestedAt} />
                </Cell>
                <Cell className="min-w-40">
                  {businessName}
                  {week ? (
                    <span className="block text-faint text-xs">
                      {t("fields.week")} <When at={week} format="date" />
                    </span>
                  ) : (
                    <span className="block text-faint text-xs">{t("refunds.prepayment")}</span>
                  )}
                </Cell>
                <Cell>
                  <RefundBadge state={refund.state} />
                  {refund.failureReason ? <code className="block text-red text-xs">{refund.failureReason}</code> : null}
                </Cell>
                <Cell className="min-w-48">
                  {refund.disputeId ? (
                    <Link to={`/desk/disputes/${refund.disputeId}`} className="text-accent underline">
                      {t("refunds.ofDispute")}
                    </Link>
                  ) : (
                    refund.reason
                  )}
                  <span className="block text-faint text-xs">{t(`refunds.to.${refund.to}`)}</span>
                </Cell>
                <Cell>
                  <ul className="grid text-xs">
                    {parts
                      .filter((part) => refund[part] > 0n)
                      .map((part) => (
                        <li key={part} className="flex justify-between gap-3 whitespace-nowrap">
                          <span className="text-soft">{t(`refunds.parts.${part}`)}</span>
                          {amount(refund[part])}
                        </li>
                      ))}
                  </ul>
                </Cell>
                <Cell numeric className="font-medium">
                  {amount(refund.amount)}
                </Cell>
              </Row>
            );
          })}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
