import { useTranslation } from "react-i18next";
import { type Report, reportRules, reports, type YearTotal } from "#app/domain/taxes/tax-year.ts";
import { money } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, TextArea } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";

/** The platform's sums of a year by currency, and whether invoices, ledger and what was reported agree. */
export function YearTotals({
  totals,
  differing,
  changed,
  keptAt,
}: {
  totals: YearTotal[];
  differing: number;
  changed: number;
  keptAt: Date | null;
}) {
  const { t } = useTranslation("taxes");
  return (
    <Card title={t("desk.totals")}>
      {totals.length === 0 ? <p className="text-soft text-sm">{t("desk.noTotals")}</p> : null}
      {totals.map(({ currency, gross, credited, tax, fees, transactions }) => (
        <div key={currency} className="grid gap-1">
          <h3 className="font-medium text-sm">{currency}</h3>
          <Facts
            items={[
              { label: t("figures.gross"), value: <MoneyText value={money(gross, currency)} /> },
              { label: t("figures.credited"), value: <MoneyText value={money(credited, currency)} /> },
              { label: t("desk.tax"), value: <MoneyText value={money(tax, currency)} /> },
              { label: t("figures.fees"), value: <MoneyText value={money(fees, currency)} /> },
              { label: t("figures.transactions"), value: <span className="tabular">{transactions}</span> },
            ]}
          />
        </div>
      ))}
      {totals.length > 0 ? (
        <Notice tone={differing === 0 ? "green" : "red"}>
          {differing === 0 ? t("desk.agrees") : t("desk.differs", { count: differing })}
        </Notice>
      ) : null}
      {keptAt ? (
        <Notice tone={changed === 0 ? "green" : "marigold"}>
          {t("desk.keptOn")} <When at={keptAt} format="date" />. {changed === 0 ? null : t("desk.changed", { count: changed })}
        </Notice>
      ) : null}
    </Card>
  );
}

const csvName: Record<Report, string> = { "1099-K": "1099k", DAC7: "dac7" };

/** Downloads, asking for forms, and keeping the year. */
export function YearActions({
  year,
  over,
  keptAt,
  missing,
}: {
  year: number;
  over: boolean;
  keptAt: Date | null;
  missing: number;
}) {
  const { t } = useTranslation("taxes");
  return (
    <Card title={t("desk.actions")}>
      {reports.map((report) => (
        <div key={report} className="grid justify-items-start gap-2 border-line border-b pb-3">
          <a href={`/resources/tax-${csvName[report]}-csv/${year}`} className="text-accent text-sm underline">
            {t("desk.check", { report })}
          </a>
          <ConfirmDialog trigger={t("desk.file", { report })} title={t("desk.fileTitle", { report, year })}>
            <p className="text-sm">{t("desk.fileText")}</p>
            <Form action={`/resources/tax-filing/${year}`} reloadDocument className="grid gap-3">
              <Hidden name="report" value={report} />
              <TextArea name="reason" label={t("desk.reason")} hint={t("desk.reasonHint")} rows={2} maxLength={500} required />
              <Button>{t("desk.fileNow")}</Button>
            </Form>
          </ConfirmDialog>
        </div>
      ))}
      {missing > 0 ? (
        <Form className="grid gap-2">
          <p className="text-sm">{t("desk.missing", { count: missing })}</p>
          <Button variant="secondary" name="intent" value="askAll">
            {t("desk.askAll")}
          </Button>
        </Form>
      ) : null}
      {over && !keptAt ? (
        <Form intent="keep" className="grid gap-2">
          <p className="text-sm">{t("desk.keepText")}</p>
          <TextArea name="reason" label={t("desk.reason")} rows={2} maxLength={500} required />
          <Button variant="secondary">{t("desk.keep")}</Button>
        </Form>
      ) : null}
    </Card>
  );
}

/** Thresholds as data, with where they are written. */
export function ReportRules() {
  const { t } = useTranslation("taxes");
  const { locale } = useReader();
  const { over, overTransactions } = reportRules["1099-K"];
  return (
    <Card title={t("rules.title")} tone="sunken">
      <dl className="grid gap-2 text-sm">
        {(Object.keys(reportRules) as (keyof typeof reportRules)[]).map((report) => (
          <div key={report}>
            <dt className="font-medium">{report}</dt>
            <dd className="text-soft">
              {t(`rules.${report}`, { amount: formatMoney(over, locale), transactions: overTransactions })}{" "}
              <span className="text-faint text-xs">{reportRules[report].source}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
