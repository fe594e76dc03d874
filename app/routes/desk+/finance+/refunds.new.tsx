import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { requestRefundInput } from "#app/domain/billing/refund.ts";
import { refundable, refundCandidates } from "#app/domain/billing/refunds.server.ts";
import { requestRefund } from "#app/domain/billing/request-refund.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, parseMoney } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { RefundForm } from "#app/ui/billing/refund-form.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:refunds.new.title");

function aboutOf(url: URL): { billId: string } | { prepaymentId: string } | null {
  const [bill, prepayment] = [url.searchParams.get("bill"), url.searchParams.get("prepayment")];
  if (bill) return { billId: id(bill) };
  return prepayment ? { prepaymentId: id(prepayment) } : null;
}

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const about = aboutOf(url);
  const q = url.searchParams.get("q")?.trim() ?? "";
  if (!about) return { chosen: null, found: q ? await refundCandidates(context.db, q, actor) : null };
  const chosen = await refundable(context.db, about, actor, context.now());
  return { chosen: { ...chosen, ofBill: "billId" in about, refundId: newId() }, found: null };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const about = aboutOf(url);
  if (!about) return redirect("/desk/finance/refunds/new");
  const { currency } = await refundable(context.db, about, actor, context.now());
  const form = await readForm(request, context, requestRefundInput);
  if (!form.ok) return form.reply;
  const amount = parseMoney(form.value.amount, currency);
  if (!amount) throw new Invalid("amount", "billing:refunds.errors.amount");
  const asked = { ...form.value, about, amount: amount.minor };
  const outcome = await context.db.transaction((tx) => requestRefund(tx, asked, contextOf(actor, context)));
  return redirect(outcome === "waits" ? "/desk/finance/approvals" : "/desk/finance/refunds");
});

export default function NewRefund() {
  const { chosen, found } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const back = { to: "/desk/finance/refunds", label: t("refunds.title") };
  if (chosen) return <RefundForm {...chosen} back={back} />;
  return (
    <Page title={t("refunds.new.title")} subtitle={t("refunds.new.choose")} back={back}>
      <SearchBar placeholder={t("refunds.search")} />
      {!found || found.bills.length + found.prepayments.length === 0 ? (
        <EmptyState title={t(found ? "refunds.new.nothing" : "refunds.new.search")} />
      ) : (
        <Table
          caption={t("refunds.new.choose")}
          columns={[
            { key: "what", label: t("refunds.fields.about") },
            { key: "business", label: t("refunds.fields.business") },
            { key: "state", label: t("fields.state") },
            { key: "amount", label: t("fields.amount"), align: "right" },
            { key: "refunded", label: t("refunds.fields.refunded"), align: "right" },
          ]}
        >
          {found.bills.map((bill) => (
            <Row key={bill.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`?bill=${bill.id}`} className="font-medium text-accent underline">
                  {t("fields.week")} <When at={bill.week} format="date" />
                </Link>
              </Cell>
              <Cell>{bill.businessName}</Cell>
              <Cell>
                <BillBadge state={bill.state} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(bill.amount, bill.currency)} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(bill.refunded, bill.currency)} />
              </Cell>
            </Row>
          ))}
          {found.prepayments.map((one) => (
            <Row key={one.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`?prepayment=${one.id}`} className="font-medium text-accent underline">
                  {t("refunds.prepayment")} {one.at ? <When at={one.at} format="date" /> : null}
                </Link>
              </Cell>
              <Cell>{one.businessName}</Cell>
              <Cell />
              <Cell numeric>
                <MoneyText value={money(one.amount, one.currency)} />
              </Cell>
              <Cell />
            </Row>
          ))}
        </Table>
      )}
    </Page>
  );
}
