import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paymentModes } from "#app/domain/billing/arrangement.ts";
import { payingBusinesses } from "#app/domain/billing/terms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:payers.title");

const filters = ["asked", ...paymentModes] as const;

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  const mode = filters.find((one) => one === url.searchParams.get("mode"));
  const q = (url.searchParams.get("q") ?? "").trim().slice(0, 100);
  const found = await payingBusinesses(context.db, { q, mode, page, now: context.now() }, actor);
  return { ...found, page, mode: mode ?? null };
});

/** Every business with how it pays and what it owes: who asks for terms stands first. */
export default function Payers() {
  const { rows, page, pages, mode } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const base = "/desk/finance/businesses";
  return (
    <Page
      title={t("payers.title")}
      subtitle={t("payers.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
    >
      <LinkTabs
        items={[
          { to: base, label: t("bills.all"), active: mode === null },
          ...filters.map((one) => ({
            to: `${base}?mode=${one}`,
            label: t(one === "asked" ? "payers.asked" : `terms.modes.${one}`),
            active: mode === one,
          })),
        ]}
      />
      <SearchBar placeholder={t("payers.search")} />
      {rows.length === 0 ? (
        <EmptyState title={t("payers.empty")}>{t("payers.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("payers.title")}
          columns={[
            { key: "name", label: t("invoices.business") },
            { key: "country", label: t("payers.country") },
            { key: "mode", label: t("terms.mode") },
            { key: "owed", label: t("fields.owed"), align: "right" },
            { key: "late", label: t("states.overdue"), align: "right" },
          ]}
        >
          {rows.map((row) => (
            <Row key={row.id}>
              <Cell>
                <Link to={`${base}/${row.id}`} className="font-medium text-accent underline">
                  {row.name}
                </Link>
              </Cell>
              <Cell>{countryName(locale, row.country)}</Cell>
              <Cell>
                <span className="flex flex-wrap items-center gap-1">
                  {t(`terms.modes.${row.mode}`)}
                  {row.asks ? <Badge tone="marigold">{t("payers.asked")}</Badge> : null}
                </span>
              </Cell>
              <Cell numeric>
                {row.owed.map((one) => (
                  <div key={one.currency}>
                    <MoneyText value={money(one.amount, one.currency)} />
                  </div>
                ))}
              </Cell>
              <Cell numeric>
                {row.owed.map((one) => (
                  <div key={one.currency}>
                    <MoneyText value={money(one.late, one.currency)} />
                  </div>
                ))}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
