import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { proofs } from "#app/domain/ledger/balances.server.ts";
import { proveLedgerFlow } from "#app/domain/reconciliation/prove-ledger-flow.server.ts";
import { subLedgers } from "#app/domain/reconciliation/sub-ledgers.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { SignedAmount } from "#app/ui/ledger/balance-text.tsx";
import { useLedgerNames } from "#app/ui/ledger/names.ts";
import { ProofList } from "#app/ui/reconciliation/proof-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:proofs.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const [rows, books] = await Promise.all([proofs(context.db), subLedgers(context.db, actor)]);
  return { rows, books };
});

export const action = actionOf(async ({ context }) => {
  const { actor } = requireStaff(context, "platform_finance");
  await proveLedgerFlow(context.db, context.stripe, {}, contextOf(actor, context));
  return redirect("/desk/finance/proofs");
});

export default function Proofs() {
  const { rows, books } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  const names = useLedgerNames();
  const last = rows[0];
  const agree = books.every((row) => row.differing === 0);
  return (
    <Page
      title={t("proofs.title")}
      subtitle={t("proofs.subtitle")}
      state={last ? <Badge tone={last.holds ? "green" : "red"}>{t(last.holds ? "proofs.holds" : "proofs.fails")}</Badge> : null}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
      actions={
        <Form>
          <Button>{t("proofs.run")}</Button>
        </Form>
      }
    >
      {last ? (
        <p className="text-soft text-sm">
          {t("proofs.last")} <When at={last.provedAt} />,{" "}
          {t("proofs.size", { accounts: Number(last.accounts), postings: Number(last.postings) })}
        </p>
      ) : (
        <EmptyState title={t("proofs.empty")}>{t("proofs.emptyHint")}</EmptyState>
      )}
      <ProofList proofs={rows} />
      <Card
        title={t("books.title")}
        actions={<Badge tone={agree ? "green" : "red"}>{t(agree ? "books.agree" : "books.differ")}</Badge>}
      >
        <p className="text-soft text-sm">{t("books.text")}</p>
        <Table
          caption={t("books.title")}
          columns={[
            { key: "kind", label: t("ledger:fields.account") },
            { key: "accounts", label: t("ledger:fields.accounts"), align: "right" },
            { key: "ledger", label: t("books.ledger"), align: "right" },
            { key: "tables", label: t("books.tables"), align: "right" },
            { key: "differing", label: t("books.differing"), align: "right" },
          ]}
        >
          {books.map((row) => (
            <Row key={`${row.kind} ${row.currency}`}>
              <Cell className="min-w-44">
                <Link
                  to={`/desk/finance/accounts?kind=${encodeURIComponent(row.kind)}&currency=${row.currency}`}
                  className="text-accent underline"
                >
                  {names.kind(row.kind)} {row.currency}
                </Link>
              </Cell>
              <Cell numeric className="tabular">
                {row.accounts}
              </Cell>
              <Cell numeric>
                <SignedAmount value={money(row.ledger, row.currency)} />
              </Cell>
              <Cell numeric>
                <SignedAmount value={money(row.tables, row.currency)} />
              </Cell>
              <Cell numeric>
                {row.differing === 0 ? (
                  <span className="text-green">{t("books.none")}</span>
                ) : (
                  <Badge tone="red">{row.differing}</Badge>
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      </Card>
    </Page>
  );
}
