import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { agentInvoices } from "#app/domain/billing/bills.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:invoices.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const page = pageOf(url);
  return { ...(await agentInvoices(context.db, agentId, { page }, actor)), page };
});

/** All documents that were issued in the agent's name. */
export default function Invoices() {
  const { rows, sums, page, pages } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  return (
    <Page
      title={t("invoices.title")}
      subtitle={t("invoices.subtitle")}
      back={{ to: "/agent/earnings", label: t("payouts:earnings.title") }}
      actions={
        <LinkButton to="/agent/statements" variant="secondary">
          {t("documents:statements.title")}
        </LinkButton>
      }
    >
      {sums.length > 0 ? (
        <ul className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
          {sums.map(({ currency, net, tax }) => (
            <li key={currency}>
              {t("invoices.sum")} <strong>{<MoneyText value={money(net, currency)} />}</strong>
              {tax > 0n ? (
                <>
                  {" · "}
                  {t("fields.tax")} <strong>{<MoneyText value={money(tax, currency)} />}</strong>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {rows.length === 0 ? (
        <EmptyState title={t("invoices.empty")}>{t("invoices.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("invoices.title")}
          columns={[
            { key: "number", label: t("invoices.number") },
            { key: "business", label: t("invoices.business") },
            { key: "week", label: t("fields.week") },
            { key: "state", label: t("fields.state") },
            { key: "net", label: t("invoices.net"), align: "right" },
            { key: "tax", label: t("fields.tax"), align: "right" },
            { key: "total", label: t("fields.total"), align: "right" },
            { key: "pdf", label: t("document.pdf") },
          ]}
        >
          {rows.map(({ invoice, state, week, businessName }) => (
            <Row key={invoice.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`/agent/invoices/${invoice.id}`} className="font-medium text-accent underline">
                  {invoiceName(invoice)}
                </Link>
              </Cell>
              <Cell>{businessName}</Cell>
              <Cell className="whitespace-nowrap">
                <When at={week} format="date" />
              </Cell>
              <Cell>
                {invoice.kind === "credit_note" ? (
                  <Badge tone="violet">{t("invoices.creditNote")}</Badge>
                ) : (
                  <BillBadge state={state} />
                )}
              </Cell>
              <Cell numeric>
                <MoneyText value={money(invoice.net, invoice.currency)} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(invoice.tax, invoice.currency)} />
              </Cell>
              <Cell numeric className="font-medium">
                <MoneyText value={money(invoice.total, invoice.currency)} />
              </Cell>
              <Cell>
                <a href={`/resources/document-pdf/${invoice.id}`} className="text-accent underline">
                  {t("document.short")}
                  <span className="sr-only"> {invoiceName(invoice)}</span>
                </a>
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
