import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type Standing, type Standings, withDeskhand } from "#app/domain/payouts/earnings.ts";
import { byWeek, type StatementLine, statementKind } from "#app/domain/payouts/statement.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";

/** On a phone the day stands under what happened, and of the balances only the last one is shown; paper and CSV have all. */
const wide = "hidden sm:table-cell print:table-cell";

interface Props {
  statement: { currency: string; opening: Standings; lines: StatementLine[]; closing: Standings };
  from: string;
  to: string;
}

/** A statement in one currency: every posting, week by week, with each balance after it. */
export function StatementTable({ statement, from, to }: Props) {
  const { currency, opening, lines, closing } = statement;
  const { t } = useTranslation("payouts");
  const everything = [opening, ...lines.map((line) => line.after)];
  const rare = (["held", "owed"] as const).filter((one) => everything.some((at) => at[one] !== 0n));
  const columns: Standing[] = ["pending", "available", ...rare, "in_transit"];
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  const balances = (at: Standings) => (
    <>
      {columns.map((one) => (
        <Cell key={one} numeric className={wide}>
          {amount(at[one])}
        </Cell>
      ))}
      <Cell numeric className="font-medium max-sm:px-2 max-sm:text-xs">
        {amount(withDeskhand(at))}
      </Cell>
    </>
  );
  return (
    <Card
      title={t("statement.in", { currency })}
      className="max-sm:border-0 max-sm:bg-transparent max-sm:p-0 print:border-0 print:p-0"
    >
      <Table
        caption={t("statement.in", { currency })}
        columns={[
          { key: "day", label: t("statement.day"), className: wide },
          { key: "what", label: t("statement.what") },
          { key: "change", label: t("statement.change"), align: "right" },
          ...columns.map((one) => ({ key: one, label: t(`statement.${one}`), align: "right" as const, className: wide })),
          { key: "balance", label: t("statement.balance"), align: "right" },
        ]}
      >
        <tbody>
          <Row>
            <Cell className={`whitespace-nowrap ${wide}`}>
              <When at={from} format="date" />
            </Cell>
            <Cell className="font-medium">
              {t("statement.opening")}
              <Day at={from} />
            </Cell>
            <Cell />
            {balances(opening)}
          </Row>
          {byWeek(lines).map(({ week, lines: inWeek }) => (
            <WeekOfLines key={week} week={week} columns={columns.length + 4}>
              {inWeek.map((line) => (
                <Row key={line.id}>
                  <Cell className={`whitespace-nowrap ${wide}`}>
                    <When at={line.occurredAt} format="date" zone="UTC" />
                  </Cell>
                  <Cell>
                    <What line={line} />
                    <Day at={line.occurredAt} />
                  </Cell>
                  <Cell numeric className="max-sm:px-1 max-sm:text-xs">
                    {line.change === 0n ? (
                      <span className="text-soft">
                        <span className="block text-xs sm:inline sm:text-sm">{t("statement.moved")}</span> {amount(line.amount)}
                      </span>
                    ) : (
                      <Change minor={line.change} currency={currency} />
                    )}
                  </Cell>
                  {balances(line.after)}
                </Row>
              ))}
            </WeekOfLines>
          ))}
          <Row>
            <Cell className={`whitespace-nowrap ${wide}`}>
              <When at={to} format="date" />
            </Cell>
            <Cell className="font-medium">
              {t("statement.closing")}
              <Day at={to} />
            </Cell>
            <Cell />
            {balances(closing)}
          </Row>
        </tbody>
      </Table>
      <p className="text-sm text-soft">
        {t("statement.paidOutInAll")} {amount(closing.paid_out)}
      </p>
    </Card>
  );
}

function WeekOfLines({ week, columns, children }: { week: string; columns: number; children: React.ReactNode }) {
  const { t } = useTranslation("payouts");
  return (
    <>
      <tr className="border-line border-b bg-sunken">
        <th colSpan={columns} scope="rowgroup" className="h-8 px-3 text-left font-medium text-soft text-xs">
          {t("weeks.weekOf")} <When at={week} format="date" />
        </th>
      </tr>
      {children}
    </>
  );
}

function Day({ at }: { at: Date | string }) {
  return (
    <span className="block font-normal text-soft text-xs sm:hidden print:hidden">
      <When at={at} format="date" zone="UTC" />
    </span>
  );
}

function What({ line }: { line: StatementLine }) {
  const { t } = useTranslation("payouts");
  const text = t(`statement.kinds.${statementKind(line)}`, { business: line.businessName ?? "" });
  return (
    <span>
      {line.payoutId ? (
        <Link to={`/agent/payouts/${line.payoutId}`} className="text-accent underline">
          {text}
        </Link>
      ) : (
        text
      )}
      {line.week ? (
        <span className="text-soft">
          {" · "}
          {t("statement.workOf")} <When at={line.week} format="date" />
        </span>
      ) : null}
    </span>
  );
}

/** Earned is a plus and paid out a minus; neither is a debt, so the kit's word for a negative does not fit here. */
function Change({ minor, currency }: { minor: bigint; currency: string }) {
  const { t } = useTranslation("payouts");
  return (
    <span className={minor < 0n ? "text-marigold" : "text-green"}>
      <span aria-hidden="true">{minor < 0n ? "−" : "+"}</span>
      <span className="sr-only">{t(minor < 0n ? "statement.out" : "statement.came")} </span>
      <MoneyText value={money(minor < 0n ? -minor : minor, currency)} />
    </span>
  );
}
