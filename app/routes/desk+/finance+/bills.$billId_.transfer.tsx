import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { permit } from "#app/domain/accounts/permissions.ts";
import { billPage } from "#app/domain/billing/bills.server.ts";
import { markPaidOutside, mayBePaidOutside, paidOutsideInput } from "#app/domain/billing/mark-paid-outside.server.ts";
import { missingOf } from "#app/domain/billing/settle-terms-invoice.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:paidOutside.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  permit(actor, "finance.act");
  const { bill, businessName, terms } = await billPage(context.db, id(params.billId), actor);
  if (!terms) throw new NotFound();
  if (!mayBePaidOutside(terms)) throw new Conflict("billing:errors.invoiceNotOpen");
  const missing = money(await missingOf(context.db, terms.id), terms.currency);
  return { billId: bill.id, businessName, missing, second: needsSecondPerson(missing) };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const billId = id(params.billId);
  const { terms } = await billPage(context.db, billId, actor);
  if (!terms) throw new NotFound();
  const form = await readForm(request, context, paidOutsideInput);
  if (!form.ok) return form.reply;
  const outcome = await context.db.transaction((tx) =>
    markPaidOutside(tx, { termsInvoiceId: terms.id, ...form.value }, contextOf(actor, context)),
  );
  return redirect(`/desk/finance/bills/${billId}${outcome === "waits" ? "?waits" : ""}`);
});

/** Platform finance found the bank transfer that paid an invoice on terms. */
export default function RecordTransfer() {
  const { billId, businessName, missing, second } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const amount = formatMoney(missing, locale);
  return (
    <Page
      title={t("paidOutside.title")}
      subtitle={t("paidOutside.text", { amount })}
      back={{ to: `/desk/finance/bills/${billId}`, label: businessName }}
    >
      <Card className="max-w-2xl">
        <Form className="grid gap-4">
          <TextField
            name="reference"
            label={t("paidOutside.reference")}
            hint={t("paidOutside.referenceHint")}
            required
            maxLength={100}
          />
          <TextField name="reason" label={t("payers.reason")} required maxLength={500} />
          {second ? <p className="text-soft text-sm">{t("paidOutside.second")}</p> : null}
          <Button className="justify-self-start">{t("paidOutside.now", { amount })}</Button>
        </Form>
      </Card>
    </Page>
  );
}
