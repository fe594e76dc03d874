import { useTranslation } from "react-i18next";
import type { FormState } from "#app/domain/taxes/tax-forms.ts";
import type { Report, ReportReason, YearOfWork } from "#app/domain/taxes/tax-year.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { FormStateBadge } from "./form-state-badge.tsx";

interface AgentRow {
  agentId: string;
  name: string;
  country: string;
  legalName: string | null;
  form: string | null;
  formState: FormState;
  askedAt: Date | null;
  report: Report | null;
  reason: ReportReason;
  years: (YearOfWork & { ledgerDiffers: bigint | null; kept: { gross: bigint; same: boolean } | null })[];
}

/** Agents of a year with their figures, a line for each currency, and what is missing. */
export function AgentYears({ rows }: { rows: AgentRow[] }) {
  const { t } = useTranslation("taxes");
  const { locale } = useReader();
  const right = "right" as const;
  return (
    <Table
      caption={t("desk.title")}
      columns={[
        { key: "agent", label: t("desk.agent") },
        { key: "form", label: t("desk.form") },
        { key: "report", label: t("desk.report") },
        { key: "gross", label: t("figures.gross"), align: right },
        { key: "transactions", label: t("figures.transactions"), align: right },
        ...[1, 2, 3, 4].map((n) => ({ key: `q${n}`, label: t("year.quarter", { n }), align: right })),
        { key: "credited", label: t("figures.credited"), align: right },
        { key: "tax", label: t("desk.tax"), align: right },
        { key: "fees", label: t("figures.fees"), align: right },
      ]}
    >
      {rows.flatMap((agent) =>
        agent.years.map((year, index) => (
          <Row key={`${agent.agentId} ${year.currency}`}>
            <Cell className="min-w-40 align-top">
              {index === 0 ? (
                <>
                  <span className="font-medium">{agent.name}</span>
                  {agent.legalName && agent.legalName !== agent.name ? (
                    <span className="block text-soft text-xs">{agent.legalName}</span>
                  ) : null}
                  <span className="block text-faint text-xs">{countryName(locale, agent.country)}</span>
                </>
              ) : null}
            </Cell>
            <Cell className="whitespace-nowrap align-top">{index === 0 ? <FormOnFile agent={agent} /> : null}</Cell>
            <Cell className="whitespace-nowrap align-top">
              {index === 0 ? (
                <>
                  <Badge tone={agent.report ? "indigo" : "neutral"}>{agent.report ?? t("desk.noReport")}</Badge>
                  <span className="block text-faint text-xs">{t(`desk.why.${agent.reason}`)}</span>
                </>
              ) : null}
            </Cell>
            <Cell numeric className="align-top font-medium">
              <MoneyText value={money(year.gross, year.currency)} />
              {year.ledgerDiffers === null ? null : (
                <span className="block text-red text-xs">
                  {t("desk.ledgerSays")} <MoneyText value={money(year.ledgerDiffers, year.currency)} />
                </span>
              )}
              {year.kept && !year.kept.same ? (
                <span className="block text-marigold text-xs">
                  {t("desk.reportedAs")} <MoneyText value={money(year.kept.gross, year.currency)} />
                </span>
              ) : null}
            </Cell>
            <Cell numeric className="tabular align-top">
              {year.transactions}
            </Cell>
            {year.quarters.map((quarter, n) => (
              <Cell key={n} numeric className="align-top">
                <MoneyText value={money(quarter.gross, year.currency)} />
              </Cell>
            ))}
            <Cell numeric className="align-top">
              <MoneyText value={money(year.credited, year.currency)} />
            </Cell>
            <Cell numeric className="align-top">
              <MoneyText value={money(year.tax, year.currency)} />
            </Cell>
            <Cell numeric className="align-top">
              <MoneyText value={money(year.fees, year.currency)} />
            </Cell>
          </Row>
        )),
      )}
    </Table>
  );
}

function FormOnFile({ agent }: { agent: AgentRow }) {
  const { t } = useTranslation("taxes");
  return (
    <>
      {agent.form ? <span className="mr-1">{agent.form}</span> : null}
      <FormStateBadge state={agent.formState} />
      {agent.askedAt && agent.formState !== "valid" ? (
        <span className="block text-faint text-xs">
          {t("desk.askedOn")} <When at={agent.askedAt} format="date" />
        </span>
      ) : null}
      {agent.formState === "valid" ? null : (
        <Form className="mt-1">
          <Hidden name="agentId" value={agent.agentId} />
          <Button variant="secondary" size="sm" name="intent" value="ask" aria-label={t("desk.askNamed", { name: agent.name })}>
            {t("desk.ask")}
          </Button>
        </Form>
      )}
    </>
  );
}
