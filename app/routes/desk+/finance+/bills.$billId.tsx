import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { billLifecycle, owedOf } from "#app/domain/billing/bill.ts";
import { billPage } from "#app/domain/billing/bills.server.ts";
import { mayBePaidOutside } from "#app/domain/billing/mark-paid-outside.server.ts";
import { writeOffBill, writeOffInput } from "#app/domain/billing/write-off-bill.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { BillDocument } from "#app/ui/billing/bill-document.tsx";
import { BillSum, TermsCard } from "#app/ui/billing/bill-sum.tsx";
import { ChargeAttempts } from "#app/ui/billing/charge-attempts.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:bill.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = await billPage(context.db, id(params.billId), actor);
  const owed = money(owedOf(page.bill), page.bill.currency);
  const mayWriteOff = billLifecycle.can(page.bill.state, "writeOff") && owed.minor > 0n;
  return {
    ...page,
    owed,
    mayWriteOff,
    mayRecordTransfer: mayBePaidOutside(page.terms),
    second: needsSecondPerson(owed),
    waits: url.searchParams.has("waits"),
    now: context.now(),
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const billId = id(params.billId);
  const form = await readForm(request, context, writeOffInput);
  if (!form.ok) return form.reply;
  const outcome = await context.db.transaction((tx) =>
    writeOffBill(tx, { billId, reason: form.value.reason }, contextOf(actor, context)),
  );
  return redirect(`/desk/finance/bills/${billId}${outcome === "waits" ? "?waits" : ""}`);
});

/** A bill as platform finance sees it, with the way to give its claim up. */
export default function PlatformBill() {
  const { bill, businessName, terms, documents, lines, attempts, owed, mayWriteOff, mayRecordTransfer, second, waits, now } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const amount = formatMoney(owed, locale);
  return (
    <Page
      title={t("bill.heading", { business: businessName })}
      state={<BillBadge state={bill.state} />}
      subtitle={
        <>
          {t("fields.week")} <When at={bill.week} format="date" />
        </>
      }
      back={{ to: `/desk/finance/businesses/${bill.businessId}`, label: businessName }}
      aside={
        <>
          <BillSum bill={bill}>
            <Link to={`/desk/finance/trace/bills/${bill.id}`} className="text-accent text-sm underline">
              {t("bill.trace")}
            </Link>
          </BillSum>
          {terms ? (
            <TermsCard invoice={terms} now={now}>
              {mayRecordTransfer ? (
                <Link to={`/desk/finance/bills/${bill.id}/transfer`} className="text-accent text-sm underline">
                  {t("paidOutside.link")}
                </Link>
              ) : null}
            </TermsCard>
          ) : null}
          <ChargeAttempts attempts={attempts} />
        </>
      }
    >
      {waits ? (
        <Notice tone="marigold" title={t("writeOff.waits")}>
          <Link to="/desk/finance/approvals" className="underline">
            {t("finance:approvals.title")}
          </Link>
        </Notice>
      ) : null}
      {mayWriteOff ? (
        <Card title={t("writeOff.title")}>
          <p className="text-soft text-sm">
            {t("writeOff.text", { amount })} {second ? t("writeOff.second") : null}
          </p>
          <Form className="grid gap-3">
            <TextField name="reason" label={t("payers.reason")} required maxLength={500} />
            <Button variant="danger" className="justify-self-start">
              {t("writeOff.now", { amount })}
            </Button>
          </Form>
        </Card>
      ) : null}
      {documents.map((document) => (
        <BillDocument
          key={document.id}
          document={document}
          week={bill.week}
          lines={lines.filter(({ line }) => line.invoiceId === document.id)}
          to={businessName}
          area="desk"
        />
      ))}
    </Page>
  );
}
