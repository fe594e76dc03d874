import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { agentInvoice } from "#app/domain/billing/bills.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { BillDocument } from "#app/ui/billing/bill-document.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { PrintButton } from "#app/ui/kit/print-button.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:invoice.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  return agentInvoice(context.db, id(params.invoiceId), actor);
});

/** The agent's copy of the invoice that Deskhand issued on the agent's behalf: the same document that the business has. */
export default function Invoice() {
  const { invoice, bill, businessName, lines } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  return (
    <Page
      title={t("invoice.heading", { name: invoiceName(invoice) })}
      state={<BillBadge state={bill.state} />}
      subtitle={
        <>
          {t("fields.week")} <When at={bill.week} format="date" />
        </>
      }
      back={{ to: "/agent/invoices", label: t("invoices.title") }}
      actions={<PrintButton label={t("bill.print")} />}
    >
      <p className="text-sm text-soft">{t("invoice.text")}</p>
      <BillDocument document={invoice} lines={lines} to={businessName} week={bill.week} area="agent" />
    </Page>
  );
}
