import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { auditPage } from "#app/domain/accounts/approvals.server.ts";
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
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("finance:audit.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  const q = url.searchParams.get("q")?.trim() || undefined;
  return { ...(await auditPage(context.db, { q, page }, actor)), page };
});

export default function AuditLog() {
  const { rows, page, pages } = useLoaderData<typeof loader>();
  const { t } = useTranslation("finance");
  return (
    <Page
      title={t("audit.title")}
      subtitle={t("audit.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
    >
      <SearchBar placeholder={t("audit.search")} />
      {rows.length === 0 ? (
        <EmptyState title={t("audit.empty")}>{t("audit.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("audit.title")}
          columns={[
            { key: "at", label: t("fields.at") },
            { key: "who", label: t("fields.who") },
            { key: "what", label: t("fields.what") },
            { key: "amount", label: t("fields.amount"), align: "right" },
            { key: "reason", label: t("fields.reason"), className: "min-w-56" },
            { key: "subject", label: t("fields.subject") },
          ]}
        >
          {rows.map(({ entry, actorName }) => (
            <Row key={entry.id}>
              <Cell className="whitespace-nowrap">
                <When at={entry.occurredAt} />
              </Cell>
              <Cell className="whitespace-nowrap">{actorName ?? t("approvals.system")}</Cell>
              <Cell className="whitespace-nowrap font-mono text-xs">{entry.action}</Cell>
              <Cell numeric>
                {entry.amount === null || entry.currency === null ? null : (
                  <MoneyText value={money(entry.amount, entry.currency)} />
                )}
              </Cell>
              <Cell>{entry.reason}</Cell>
              <Cell className="whitespace-nowrap font-mono text-xs">
                {entry.subjectKind} {entry.subjectId}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
