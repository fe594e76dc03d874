import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { disputeLifecycle } from "#app/domain/disputes/dispute.ts";
import { disputePage } from "#app/domain/disputes/disputes.server.ts";
import { withdrawDispute } from "#app/domain/disputes/withdraw-dispute.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { DisputeDetail } from "#app/ui/disputes/dispute-detail.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("disputes:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  return disputePage(context.db, id(params.disputeId), actor);
});

export const action = actionOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const disputeId = id(params.disputeId);
  await context.db.transaction((tx) => withdrawDispute(tx, { disputeId }, contextOf(actor, context)));
  return redirect(`/business/disputes/${disputeId}`);
});

export default function BusinessDispute() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation("disputes");
  const canWithdraw = page.mayWithdraw && disputeLifecycle.can(page.dispute.state, "withdraw");
  return (
    <DisputeDetail
      {...page}
      area="business"
      zone={page.businessZone}
      action={
        canWithdraw ? (
          <Card title={t("withdraw.title")}>
            <Form>
              <ConfirmDialog trigger={t("withdraw.trigger")} title={t("withdraw.confirm")} confirmLabel={t("withdraw.action")}>
                <p className="text-sm">{t("withdraw.text", { name: page.agentName })}</p>
              </ConfirmDialog>
            </Form>
          </Card>
        ) : null
      }
    />
  );
}
