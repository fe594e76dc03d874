import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { accountKinds } from "#app/domain/ledger/trial-balance.ts";
import { ledgerAccountsOf, ledgerCurrencies } from "#app/domain/reconciliation/ledger-accounts.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { BalanceText } from "#app/ui/ledger/balance-text.tsx";
import { accountAddress, useLedgerNames } from "#app/ui/ledger/names.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:accounts.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
  const [page, filter] = [
    pageOf(url),
    { q: asked("q"), kind: asked("kind"), currency: asked("currency"), open: asked("open") === "1" },
  ];
  const [found, currencies] = await Promise.all([
    ledgerAccountsOf(context.db, filter, page, actor),
    ledgerCurrencies(context.db),
  ]);
  return { ...found, page, filter, currencies };
});

const select = "h-10 rounded-lg border border-line-strong bg-raised px-3 text-sm";

export default function LedgerAccounts() {
  const { rows, total, pages, page, filter, currencies } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const names = useLedgerNames();
  return (
    <Page
      title={t("accounts.title")}
      subtitle={t("accounts.subtitle")}
      back={{ to: "/desk/finance", label: t("overview.title") }}
    >
      <SearchBar
        placeholder={t("accounts.search")}
        filters={
          <>
            <select name="kind" aria-label={t("fields.kind")} defaultValue={filter.kind ?? ""} className={`${select} max-w-56`}>
              <option value="">{t("accounts.allKinds")}</option>
              {accountKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {names.kind(kind)}
                </option>
              ))}
            </select>
            <select name="currency" aria-label={t("fields.currency")} defaultValue={filter.currency ?? ""} className={select}>
              <option value="">{t("accounts.allCurrencies")}</option>
              {currencies.map((currency) => (
                <option key={currency} value={currency}>
                  {currency}
                </option>
              ))}
            </select>
            <label className="inline-flex h-10 items-center gap-2 text-sm">
              <input type="checkbox" name="open" value="1" defaultChecked={filter.open} className="size-5 accent-(--accent)" />
              {t("accounts.open")}
            </label>
          </>
        }
      />
      <p className="text-soft text-sm">{t("accounts.count", { count: total })}</p>
      {rows.length === 0 ? (
        <EmptyState title={t("accounts.empty")}>{t("accounts.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("accounts.title")}
          columns={[
            { key: "kind", label: t("fields.account") },
            { key: "owner", label: t("fields.owner") },
            { key: "debits", label: t("fields.debits"), align: "right" },
            { key: "credits", label: t("fields.credits"), align: "right" },
            { key: "balance", label: t("fields.balance"), align: "right" },
          ]}
        >
          {rows.map((row) => (
            <Row key={row.id}>
              <Cell className="min-w-44">
                <Link to={accountAddress(row.id)} className="font-medium text-accent underline" title={row.id}>
                  {names.kind(row.kind)}
                </Link>
              </Cell>
              <Cell className="min-w-36">{row.ownerName ?? t("accounts.platform")}</Cell>
              <Cell numeric>
                <MoneyText value={money(row.debits, row.currency)} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(row.credits, row.currency)} />
              </Cell>
              <Cell numeric className="font-medium">
                <BalanceText value={money(row.balance, row.currency)} normalSide={row.normalSide} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
