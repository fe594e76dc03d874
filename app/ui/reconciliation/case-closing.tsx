import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { correctionAccounts, differenceOf } from "#app/domain/reconciliation/case.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, SelectField, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useLedgerNames } from "#app/ui/ledger/names.ts";
import type { ShownCase } from "./case-facts.tsx";

interface Waiting {
  id: string;
  reason: string;
  amount: bigint | null;
  currency: string | null;
}

/** How a case was closed, or the two ways to close it: by a posting or by an explanation. */
export function CaseClosing({ one, waiting }: { one: ShownCase; waiting: Waiting | null }) {
  const { t } = useTranslation("reconciliation");
  if (one.state !== "open")
    return (
      <Notice tone="green" title={t(`caseStates.${one.state}`)}>
        {one.closedAt ? <When at={one.closedAt} /> : null}
        {one.state === "explained" ? <span className="mt-1 block whitespace-pre-wrap">{one.explanation}</span> : null}
        {one.state === "resolved" ? (
          <span className="mt-1 block">
            {t(one.closedBy ? "case.byCorrection" : "case.byItself")}{" "}
            {one.transactionId ? (
              <Link to={`/desk/finance/transactions/${one.transactionId}`} className="underline">
                {t("items.open")}
              </Link>
            ) : null}
          </span>
        ) : null}
      </Notice>
    );
  return (
    <>
      {waiting ? (
        <Notice tone="marigold" title={t("case.waits")}>
          {waiting.amount !== null && waiting.currency ? <MoneyText value={money(waiting.amount, waiting.currency)} /> : null},{" "}
          {waiting.reason}{" "}
          <Link to="/desk/finance/approvals" className="underline">
            {t("case.toApprovals")}
          </Link>
        </Notice>
      ) : (
        <CorrectionForm one={one} />
      )}
      <Card title={t("case.explain")}>
        <p className="text-soft text-sm">{t("case.explainText")}</p>
        <Form intent="explain" className="mt-3 grid gap-3">
          <TextArea name="explanation" label={t("case.explanation")} required maxLength={2000} />
          <div>
            <Button variant="secondary">{t("case.explainNow")}</Button>
          </div>
        </Form>
      </Card>
    </>
  );
}

function CorrectionForm({ one }: { one: ShownCase }) {
  const { t } = useTranslation("reconciliation");
  const names = useLedgerNames();
  const difference = differenceOf(one);
  const amount = money(difference < 0n ? -difference : difference, one.currency);
  const stripe = `stripe:${one.rail}:balance:${one.currency}`;
  const options = [
    { value: "", label: t("case.choose") },
    ...correctionAccounts(one.currency).map(({ id, kind }) => ({
      value: id,
      label: kind === "stripe:balance" ? t(`rails.balance.${id.slice(7, 8)}`) : names.kind(kind),
    })),
  ];
  return (
    <Card title={t("case.correct")}>
      <p className="text-soft text-sm">{t("case.correctText")}</p>
      <Form intent="correct" className="mt-3 grid gap-3">
        <div className="grid gap-3 sm:grid-cols-3">
          <SelectField
            name="debit"
            label={t("ledger:fields.debit")}
            options={options}
            defaultValue={difference > 0n ? stripe : ""}
            required
          />
          <SelectField
            name="credit"
            label={t("ledger:fields.credit")}
            options={options}
            defaultValue={difference < 0n ? stripe : ""}
            required
          />
          <TextField
            name="amount"
            label={t("case.amount", { currency: one.currency })}
            inputMode="decimal"
            defaultValue={amount.minor > 0n ? toMajor(amount) : ""}
            required
          />
        </div>
        <TextArea name="reason" label={t("case.reason")} required maxLength={500} />
        <div>
          <Button>{t("case.post")}</Button>
        </div>
      </Form>
    </Card>
  );
}
