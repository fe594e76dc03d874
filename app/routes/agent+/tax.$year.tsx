import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { agentTaxYear } from "#app/domain/taxes/tax-year.server.ts";
import { reportOf, reportRules, yearParam } from "#app/domain/taxes/tax-year.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { YearTable } from "#app/ui/taxes/year-table.tsx";

export const meta = pageTitle("taxes:year.meta");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, agentId } = requireAgent(context);
  const year = yearParam(params.year, context.now());
  if (year === null) throw new NotFound();
  const { years, documents, party } = await agentTaxYear(context.db, { agentId, year }, actor);
  return { year, years, documents, party, report: reportOf(party.country, years) };
});

export default function TaxYear() {
  const { year, years, documents, party, report } = useLoaderData<typeof loader>();
  const { t } = useTranslation("taxes");
  const { locale } = useReader();
  const { over, overTransactions } = reportRules["1099-K"];
  return (
    <Page
      title={t("year.title", { year })}
      subtitle={[party.name, ...party.lines, party.vatNumber].filter(Boolean).join(" · ")}
      back={{ to: "/agent/tax", label: t("agent.title") }}
      actions={
        <>
          <a
            href={`/resources/tax-statement-csv/${year}`}
            className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
          >
            {t("csv")}
          </a>
          <a
            href={`/resources/tax-statement-pdf/${year}`}
            className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
          >
            {t("year.pdf")}
          </a>
        </>
      }
    >
      {years.length === 0 ? <EmptyState title={t("year.empty")}>{t("year.emptyHint")}</EmptyState> : null}
      {years.map((one) => (
        <Card key={one.currency} title={t("year.in", { currency: one.currency })}>
          <YearTable year={one} />
        </Card>
      ))}
      {years.length > 0 ? (
        <Card title={t("year.reported")}>
          <p className="text-sm">
            {t(`reported.${report.reason}`, {
              amount: formatMoney(over, locale),
              transactions: overTransactions,
            })}
          </p>
          <p className="text-soft text-sm">{t("year.how")}</p>
        </Card>
      ) : null}
      {documents.length > 0 ? (
        <Card title={t("year.documents")}>
          <Table
            caption={t("year.documents")}
            columns={[
              { key: "day", label: t("documents.issued") },
              { key: "number", label: t("documents.number") },
              { key: "to", label: t("documents.business") },
              { key: "net", label: t("documents.net"), align: "right" },
              { key: "tax", label: t("documents.tax"), align: "right" },
              { key: "total", label: t("documents.total"), align: "right" },
            ]}
          >
            {documents.map((one) => {
              const sign = one.kind === "credit_note" ? -1n : 1n;
              return (
                <Row key={one.id}>
                  <Cell className="whitespace-nowrap">
                    <When at={one.issuedAt} format="date" zone="UTC" />
                  </Cell>
                  <Cell className="whitespace-nowrap">
                    <a href={`/agent/invoices/${one.id}`} className="text-accent underline">
                      {invoiceName(one)}
                    </a>
                    {one.kind === "credit_note" ? <span className="ml-1 text-soft text-xs">{t("documents.credit")}</span> : null}
                  </Cell>
                  <Cell className="min-w-32">
                    {one.businessName} <span className="text-faint text-xs">{one.businessCountry}</span>
                  </Cell>
                  {[one.net, one.tax, one.total].map((amount, index) => (
                    <Cell key={index} numeric>
                      {sign < 0n ? (
                        // A credit note's minus needs no word beside it: its number says what it is.
                        <span className="tabular">{formatMoney(money(-amount, one.currency), locale).replace("-", "−")}</span>
                      ) : (
                        <MoneyText value={money(amount, one.currency)} />
                      )}
                    </Cell>
                  ))}
                </Row>
              );
            })}
          </Table>
        </Card>
      ) : null}
    </Page>
  );
}
