import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { may } from "#app/domain/accounts/permissions.ts";
import { billPage } from "#app/domain/billing/bills.server.ts";
import { chargeBillFlow, confirmChargeFlow, refreshChargeFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { chargebacksOfBill } from "#app/domain/billing/chargebacks.server.ts";
import { refundsOfBill } from "#app/domain/billing/refunds.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { BillDocument } from "#app/ui/billing/bill-document.tsx";
import { BillSum, TermsCard } from "#app/ui/billing/bill-sum.tsx";
import { ChargeAttempts } from "#app/ui/billing/charge-attempts.tsx";
import { GivenBack } from "#app/ui/billing/given-back.tsx";
import { PayBill } from "#app/ui/billing/pay-bill.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { PrintButton } from "#app/ui/kit/print-button.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:bill.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const billId = id(params.billId);
  if (url.searchParams.has("payment_intent")) {
    // Back from the bank: what counts is what Stripe says, never the address.
    await refreshChargeFlow(context.db, context.stripe, { billId }, contextOf(actor, context));
    throw redirect(`/business/bills/${billId}`);
  }
  const page = await billPage(context.db, billId, actor);
  const [refunds, chargebacks] = await Promise.all([
    refundsOfBill(context.db, page.bill, actor),
    chargebacksOfBill(context.db, page.bill, actor),
  ]);
  const mayTrace = may(actor, "trace.view", { businessId: page.bill.businessId });
  return { ...page, refunds, chargebacks, now: context.now(), mayTrace };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const billId = id(params.billId);
  const form = await readForm(request, context, z.object({ intent: z.enum(["pay", "confirm"]) }));
  if (!form.ok) return form.reply;
  const here = `/business/bills/${billId}`;
  if (form.value.intent === "confirm") {
    const returnTo = `${context.env.PUBLIC_URL}${here}`;
    const { url } = await confirmChargeFlow(context.db, context.stripe, { billId, returnTo }, contextOf(actor, context));
    return redirect(url);
  }
  const outcome = await chargeBillFlow(context.db, context.stripe, { billId }, contextOf(actor, context));
  if (outcome === "noCard") throw new Conflict("billing:errors.noCard");
  return redirect(here);
});

export default function Bill() {
  const { bill, businessName, terms, now, documents, lines, attempts, refunds, chargebacks, mayPay, mayTrace } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  return (
    <Page
      title={t("bill.heading", { business: businessName })}
      state={<BillBadge state={bill.state} />}
      subtitle={
        <>
          {t("fields.week")} <When at={bill.week} format="date" />
        </>
      }
      back={{ to: "/business/bills", label: t("bills.title") }}
      actions={<PrintButton label={t("bill.print")} />}
      aside={
        <>
          <BillSum bill={bill}>
            <a href={`/resources/bill-csv/${bill.id}`} className="text-accent text-sm underline print:hidden">
              {t("csv")}
            </a>
            {mayTrace ? (
              <Link to={`/business/trace/bills/${bill.id}`} className="text-accent text-sm underline print:hidden">
                {t("bill.trace")}
              </Link>
            ) : null}
          </BillSum>
          {terms ? <TermsCard invoice={terms} now={now} /> : null}
          <GivenBack refunds={refunds} chargebacks={chargebacks} />
          <ChargeAttempts attempts={attempts} />
        </>
      }
    >
      <PayBill bill={bill} hostedUrl={terms?.hostedUrl ?? null} attempts={attempts.map((one) => one.charge)} mayPay={mayPay} />
      <p className="text-sm text-soft">{t("bill.documents")}</p>
      {documents.map((document) => (
        <BillDocument
          key={document.id}
          document={document}
          week={bill.week}
          lines={lines.filter(({ line }) => line.invoiceId === document.id)}
          to={businessName}
          area="business"
        />
      ))}
    </Page>
  );
}
