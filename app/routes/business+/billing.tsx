import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { askForTermsInput, cadences, netDayChoices } from "#app/domain/billing/arrangement.ts";
import { askForTerms } from "#app/domain/billing/ask-for-terms.server.ts";
import { howItPays } from "#app/domain/billing/terms.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { ArrangementCard, ArrangementHistory } from "#app/ui/billing/arrangement-card.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, SelectField, TextArea } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:terms.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const pays = await howItPays(context.db, businessId, context.now(), actor);
  return { ...pays, mayAsk: may(actor, "bills.pay", { businessId }) };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, askForTermsInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => askForTerms(tx, { businessId, ...form.value }, contextOf(actor, context)));
  return redirect("/business/billing");
});

/** How this business pays, what it may ask for, and how it came to that. */
export default function Billing() {
  const { arrangement, history, request, mayAsk } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const asks = request?.state === "asked";
  return (
    <Page
      title={t("terms.title")}
      subtitle={t("terms.subtitle")}
      back={{ to: "/business/bills", label: t("bills.title") }}
      actions={
        mayAsk ? (
          <LinkButton to="/business/cards" variant="secondary">
            {t("cards.title")}
          </LinkButton>
        ) : null
      }
      aside={<ArrangementHistory history={history} named={false} />}
    >
      <ArrangementCard arrangement={arrangement} />
      {asks ? (
        <Notice tone="marigold" title={t("terms.asked")}>
          {t("terms.askedText")} <When at={request.askedAt} />
        </Notice>
      ) : null}
      {request?.state === "declined" ? (
        <Notice tone="neutral" title={t("terms.declined")}>
          {request.answer}
        </Notice>
      ) : null}
      {mayAsk && !asks && arrangement.mode !== "terms" ? (
        <Card title={t("terms.ask")}>
          <p className="text-soft text-sm">{t("terms.askText")}</p>
          <Form className="grid max-w-lg gap-4">
            <SelectField
              name="cadence"
              label={t("terms.cadence")}
              options={cadences.map((one) => ({ value: one, label: t(`terms.cadences.${one}`) }))}
              defaultValue="weekly"
            />
            <SelectField
              name="netDays"
              label={t("terms.netDays")}
              options={netDayChoices.map((days) => ({ value: String(days), label: t("terms.days", { count: days }) }))}
              defaultValue="14"
            />
            <TextArea name="note" label={t("terms.note")} maxLength={500} rows={3} />
            <Button className="justify-self-start">{t("terms.askNow")}</Button>
          </Form>
        </Card>
      ) : null}
    </Page>
  );
}
