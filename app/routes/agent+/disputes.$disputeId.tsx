import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { acceptDispute, contestDispute } from "#app/domain/disputes/answer-dispute.server.ts";
import { answerDisputeInput, disputeLifecycle } from "#app/domain/disputes/dispute.ts";
import { disputePage } from "#app/domain/disputes/disputes.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { DisputeDetail } from "#app/ui/disputes/dispute-detail.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("disputes:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  return disputePage(context.db, id(params.disputeId), actor);
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const disputeId = id(params.disputeId);
  const form = await readForm(request, context, answerDisputeInput);
  if (!form.ok) return form.reply;
  const asked = form.value;
  await context.db.transaction((tx) =>
    asked.intent === "accept"
      ? acceptDispute(tx, { disputeId }, contextOf(actor, context))
      : contestDispute(tx, { disputeId, answer: asked.answer }, contextOf(actor, context)),
  );
  return redirect(`/agent/disputes/${disputeId}`);
});

export default function AgentDispute() {
  const page = useLoaderData<typeof loader>();
  const { dispute, hold, businessName } = page;
  const { t } = useTranslation("disputes");
  const { locale } = useReader();
  const amount = (minor: bigint) => formatMoney(money(minor, dispute.currency), locale);
  const living = page.mayAnswer && disputeLifecycle.can(dispute.state, "agree");
  return (
    <DisputeDetail
      {...page}
      area="agent"
      zone={page.agentZone}
      action={
        living ? (
          <Card title={t("answer.title")}>
            {dispute.answer ? null : (
              <Form intent="contest" className="grid gap-3">
                <TextArea name="answer" label={t("answer.words")} hint={t("answer.wordsHint")} required maxLength={2000} />
                <div>
                  <Button>{t("answer.contest")}</Button>
                </div>
              </Form>
            )}
            <Form intent="accept">
              <ConfirmDialog trigger={t("answer.agree")} title={t("answer.agreeTitle")} confirmLabel={t("answer.agreeNow")}>
                <ul className="grid list-disc gap-1 pl-5 text-sm">
                  <li>
                    {t("answer.gives", {
                      amount: amount((hold?.fromPending ?? 0n) + (hold?.fromAvailable ?? 0n)),
                      business: businessName,
                    })}
                  </li>
                  {hold && hold.alreadyPaid > 0n ? <li>{t("answer.recovers", { amount: amount(hold.alreadyPaid) })}</li> : null}
                </ul>
              </ConfirmDialog>
            </Form>
          </Card>
        ) : null
      }
    />
  );
}
