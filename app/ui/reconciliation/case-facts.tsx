import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { differenceOf } from "#app/domain/reconciliation/case.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { DifferenceText, SignedAmount } from "#app/ui/ledger/balance-text.tsx";
import { CaseAge } from "./badges.tsx";

export interface ShownCase {
  id: string;
  rail: "a" | "b";
  sourceId: string;
  balanceTransactionId: string | null;
  currency: string;
  theirs: bigint | null;
  ours: bigint | null;
  occurredAt: Date;
  openedAt: Date;
  closedAt: Date | null;
  firstRunId: string;
  lastRunId: string;
  state: "open" | "resolved" | "explained";
  transactionId: string | null;
  explanation: string;
  closedBy: string | null;
}

/** What Stripe says, what we say, and since when. */
export function CaseFacts({ one, now }: { one: ShownCase; now: Date }) {
  const { t } = useTranslation("reconciliation");
  const amount = (minor: bigint | null) =>
    minor === null ? <span className="text-faint">{t("items.none")}</span> : <SignedAmount value={money(minor, one.currency)} />;
  const run = (id: string, label: string) => (
    <Link to={`/desk/finance/reconciliation/${id}`} className="text-accent underline">
      {label}
    </Link>
  );
  return (
    <Card title={t("case.facts")}>
      <Facts
        items={[
          { label: t("items.theirs"), value: amount(one.theirs) },
          { label: t("items.ours"), value: amount(one.ours) },
          { label: t("items.difference"), value: <DifferenceText value={money(differenceOf(one), one.currency)} /> },
          { label: t("case.rail"), value: t(`rails.${one.rail}`) },
          { label: t("case.moved"), value: <When at={one.occurredAt} /> },
          { label: t("cases.age"), value: <CaseAge openedAt={one.openedAt} until={one.closedAt ?? now} /> },
          {
            label: t("case.runs"),
            value: (
              <>
                {run(one.firstRunId, t("case.firstRun"))}, {run(one.lastRunId, t("case.lastRun"))}
              </>
            ),
          },
        ]}
      />
      <p className="mt-2 break-all text-xs">
        <Link to={`/desk/finance/trace?q=${encodeURIComponent(one.sourceId)}`} className="text-accent underline">
          {one.sourceId}
        </Link>
        {one.balanceTransactionId ? <code className="block text-faint">{one.balanceTransactionId}</code> : null}
      </p>
    </Card>
  );
}
