import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { statementName } from "#app/domain/payouts/statement.ts";
import { statementsOf } from "#app/domain/payouts/statement-pdf.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("documents:statements.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, agentId } = requireAgent(context);
  return { rows: await statementsOf(context.db, agentId, actor) };
});

/** An agent's numbered monthly statements. */
export default function Statements() {
  const { rows } = useLoaderData<typeof loader>();
  const { t } = useTranslation("documents");
  const { locale } = useReader();
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return (
    <Page
      title={t("statements.title")}
      subtitle={t("statements.subtitle")}
      back={{ to: "/agent/earnings", label: t("payouts:earnings.title") }}
      actions={
        <LinkButton to="/agent/statement" variant="secondary">
          {t("statements.other")}
        </LinkButton>
      }
    >
      {rows.length === 0 ? (
        <EmptyState title={t("statements.empty")}>{t("statements.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("statements.title")}
          columns={[
            { key: "month", label: t("facts.month") },
            { key: "number", label: t("statements.number") },
            { key: "issued", label: t("facts.issued") },
          ]}
        >
          {rows.map((statement) => (
            <Row key={statement.id}>
              <Cell>
                <a href={`/resources/statement-pdf/${statement.id}`} className="font-medium text-accent underline">
                  {month.format(new Date(`${statement.month}-01T00:00:00Z`))}
                </a>
              </Cell>
              <Cell className="whitespace-nowrap">{statementName(statement)}</Cell>
              <Cell>
                <When at={statement.issuedAt} format="date" />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Page>
  );
}
