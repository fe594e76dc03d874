import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { transactionById } from "#app/domain/ledger/balances.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { accountAddress, kindOfAccount, useLedgerNames } from "#app/ui/ledger/names.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:transaction.title");

export const loader = loaderOf(async ({ context, params }) => {
  requireStaff(context, "platform_finance");
  return transactionById(context.db, id(params.transactionId));
});

const traced = new Set(["bill", "timesheet", "payout"]);

export default function LedgerTransaction() {
  const { transaction, postings, reversedBy } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const names = useLedgerNames();
  const { sourceKind, sourceId, reverses } = transaction;
  const code = (text: string) => <code className="break-all text-xs">{text}</code>;
  const to = (transactionId: string, label: string) => (
    <Link to={`/desk/finance/transactions/${transactionId}`} className="text-accent underline">
      {label}
    </Link>
  );
  return (
    <Page
      title={names.transaction(transaction.kind)}
      subtitle={<When at={transaction.occurredAt} />}
      state={
        reversedBy ? (
          <Badge tone="red">{t("transaction.isReversed")}</Badge>
        ) : reverses ? (
          <Badge tone="violet">{t("transaction.isReversal")}</Badge>
        ) : null
      }
      back={{ to: "/desk/finance/accounts", label: t("accounts.title") }}
      actions={
        sourceKind && sourceId && traced.has(sourceKind) ? (
          <LinkButton to={`/desk/finance/trace/${sourceKind}s/${sourceId}`}>{t("transaction.trace")}</LinkButton>
        ) : null
      }
      aside={
        <Card title={t("transaction.facts")}>
          <Facts
            items={[
              { label: t("transaction.recorded"), value: <When at={transaction.recordedAt} /> },
              ...(sourceKind && sourceId
                ? [
                    {
                      label: t("transaction.source"),
                      value: (
                        <>
                          {t(`sources.${sourceKind}`, { defaultValue: sourceKind })} {code(sourceId)}
                        </>
                      ),
                    },
                  ]
                : []),
              ...(transaction.stripeId ? [{ label: t("transaction.stripe"), value: code(transaction.stripeId) }] : []),
              { label: t("transaction.key"), value: code(transaction.key) },
              ...Object.entries(transaction.detail).map(([name, value]) => ({
                label: t(`details.${name}`, { defaultValue: name }),
                value: String(value),
              })),
              ...(reverses ? [{ label: t("transaction.reverses"), value: to(reverses, t("transaction.open")) }] : []),
              ...(reversedBy ? [{ label: t("transaction.reversedBy"), value: to(reversedBy.id, t("transaction.open")) }] : []),
            ]}
          />
          <p className="text-soft text-xs">{t("transaction.forGood")}</p>
        </Card>
      }
    >
      <Table
        caption={t("transaction.postings")}
        columns={[
          { key: "debit", label: t("fields.debit") },
          { key: "credit", label: t("fields.credit") },
          { key: "amount", label: t("fields.amount"), align: "right" },
        ]}
      >
        {postings.map((posting) => (
          <Row key={posting.id}>
            {[posting.debitAccount, posting.creditAccount].map((account) => (
              <Cell key={account} className="min-w-40">
                <Link to={accountAddress(account)} className="text-accent underline" title={account}>
                  {names.kind(kindOfAccount(account))}
                </Link>
              </Cell>
            ))}
            <Cell numeric className="font-medium">
              <MoneyText value={money(posting.amount, posting.currency)} />
            </Cell>
          </Row>
        ))}
      </Table>
    </Page>
  );
}
