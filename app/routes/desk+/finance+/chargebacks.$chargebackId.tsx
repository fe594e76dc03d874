import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { activityLog, chargebackLifecycle, EVIDENCE_LIMIT, submitEvidenceInput } from "#app/domain/billing/chargeback.ts";
import { chargebackPage } from "#app/domain/billing/chargebacks.server.ts";
import { submitChargebackFlow } from "#app/domain/billing/submit-chargeback-flow.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { ChargebackBadge } from "#app/ui/billing/refund-badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:chargebacks.one");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const { facts, ...page } = await chargebackPage(context.db, id(params.chargebackId), actor);
  return { ...page, diary: facts ? activityLog(facts) : "" };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const chargebackId = id(params.chargebackId);
  const form = await readForm(request, context, submitEvidenceInput);
  if (!form.ok) return form.reply;
  await submitChargebackFlow(context.db, context.stripe, { chargebackId, ...form.value }, contextOf(actor, context));
  return redirect(`/desk/finance/chargebacks/${chargebackId}`);
});

export default function Chargeback() {
  const { chargeback, businessName, submittedByName, draft, diary, postings, maySubmit } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const amount = (minor: bigint) => <MoneyText value={money(minor, chargeback.currency)} />;
  const open = chargebackLifecycle.can(chargeback.state, "submit") && !chargeback.submittedAt;
  return (
    <Page
      title={t("chargebacks.of", { business: businessName })}
      subtitle={t(`chargebacks.reasons.${chargeback.reason}`, { defaultValue: chargeback.reason })}
      state={<ChargebackBadge state={chargeback.state} />}
      back={{ to: "/desk/finance/chargebacks", label: t("chargebacks.title") }}
      aside={
        <>
          <Card title={t("chargebacks.facts")}>
            <Facts
              items={[
                { label: t("fields.amount"), value: amount(chargeback.amount) },
                { label: t("chargebacks.fields.fee"), value: amount(chargeback.fee) },
                { label: t("chargebacks.fields.opened"), value: <When at={chargeback.openedAt} /> },
                ...(chargeback.evidenceDueAt
                  ? [{ label: t("chargebacks.fields.due"), value: <When at={chargeback.evidenceDueAt} /> }]
                  : []),
                ...(chargeback.submittedAt
                  ? [{ label: t("chargebacks.fields.submitted"), value: <When at={chargeback.submittedAt} /> }]
                  : []),
                ...(chargeback.closedAt
                  ? [{ label: t("chargebacks.fields.closed"), value: <When at={chargeback.closedAt} /> }]
                  : []),
              ]}
            />
            <code className="break-all text-soft text-xs">{chargeback.stripeDisputeId}</code>
          </Card>
          <Card title={t("chargebacks.postings")}>
            <ul className="grid gap-1 text-sm">
              {postings.map((one) => (
                <li key={one.id}>
                  <Link to={`/desk/finance/transactions/${one.id}`} className="text-accent underline">
                    {t(`chargebacks.posting.${one.kind}`)}
                  </Link>{" "}
                  <span className="text-soft">
                    <When at={one.occurredAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        </>
      }
    >
      <Notice tone={chargeback.state === "needsResponse" ? "red" : "sky"} title={t(`chargebacks.next.${chargeback.state}`)}>
        {open && chargeback.evidenceDueAt ? <When at={chargeback.evidenceDueAt} /> : null}
      </Notice>
      {open && maySubmit ? (
        <Card title={t("chargebacks.evidence")}>
          <p className="text-soft text-sm">{t("chargebacks.evidenceHint")}</p>
          <Form className="grid gap-3">
            <TextArea
              name="evidence"
              label={t("chargebacks.words")}
              rows={16}
              defaultValue={draft}
              maxLength={EVIDENCE_LIMIT}
              required
            />
            <div>
              <Button>{t("chargebacks.submit")}</Button>
            </div>
          </Form>
        </Card>
      ) : chargeback.evidence ? (
        <Card title={t("chargebacks.sent", { name: submittedByName ?? "" })}>
          <p className="max-h-96 overflow-y-auto whitespace-pre-wrap text-sm">{chargeback.evidence}</p>
        </Card>
      ) : null}
      {diary ? (
        <Card title={t("chargebacks.diary")}>
          <p className="whitespace-pre-wrap text-sm">{diary}</p>
        </Card>
      ) : null}
    </Page>
  );
}
