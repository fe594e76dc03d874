import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { ledgerAccountPage } from "#app/domain/reconciliation/ledger-accounts.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { BalanceText } from "#app/ui/ledger/balance-text.tsx";
import { accountAddress, kindOfAccount, useLedgerNames } from "#app/ui/ledger/names.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:account.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  return { ...(await ledgerAccountPage(context.db, params.accountId ?? "", page, actor)), page };
});

export default function LedgerAccount() {
  const { account, ownerName, postings, total, pages, page } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const names = useLedgerNames();
  const amount = (minor: bigint) => <MoneyText value={money(minor, account.currency)} />;
  const balance = (minor: bigint) => <BalanceText value={money(minor, account.currency)} normalSide={account.normalSide} />;
  return (
    <Page
      title={ownerName ? t("account.of", { account: names.kind(account.kind), owner: ownerName }) : names.kind(account.kind)}
      subtitle={names.meaning(account.kind)}
      back={{ to: "/desk/finance/accounts", label: t("accounts.title") }}
      actions={
        <a
          href={`/resources/ledger-account-csv/${encodeURIComponent(account.id)}`}
          className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
        >
          {t("csv")}
        </a>
      }
      aside={
        <Card title={t("account.facts")}>
          <p className="tabular font-semibold text-xl">{balance(account.balance)}</p>
          <Facts
            items={[
              { label: t("fields.debits"), value: amount(account.debits) },
              { label: t("fields.credits"), value: amount(account.credits) },
              { label: t("account.growsOn"), value: t(`fields.${account.normalSide}`) },
              { label: t("account.postings"), value: <span className="tabular">{total}</span> },
            ]}
          />
          <p className="break-all text-faint text-xs">{account.id}</p>
        </Card>
      }
    >
      {postings.length === 0 ? (
        <EmptyState title={t("account.empty")} />
      ) : (
        <Table
          caption={t("account.postings")}
          columns={[
            { key: "at", label: t("fields.at") },
            { key: "what", label: t("fields.what") },
            { key: "other", label: t("fields.other") },
            { key: "debit", label: t("fields.debit"), align: "right" },
            { key: "credit", label: t("fields.credit"), align: "right" },
            { key: "balance", label: t("fields.balance"), align: "right" },
          ]}
        >
          {postings.map((posting) => (
            <Row key={posting.id}>
              <Cell className="whitespace-nowrap">
                <When at={posting.occurredAt} />
              </Cell>
              <Cell className="min-w-36">
                <Link to={`/desk/finance/transactions/${posting.transactionId}`} className="text-accent underline">
                  {names.transaction(posting.kind)}
                </Link>
              </Cell>
              <Cell className="min-w-36">
                <Link to={accountAddress(posting.other)} className="text-accent underline" title={posting.other}>
                  {names.kind(kindOfAccount(posting.other))}
                </Link>
              </Cell>
              <Cell numeric>{posting.side === "debit" ? amount(posting.amount) : null}</Cell>
              <Cell numeric>{posting.side === "credit" ? amount(posting.amount) : null}</Cell>
              <Cell numeric className="font-medium">
                {balance(posting.balance)}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
