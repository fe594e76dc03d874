import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { replyToPromotion } from "#app/domain/tiers/decide-promotion.server.ts";
import { replyInput } from "#app/domain/tiers/promotion.ts";
import { promotionPage } from "#app/domain/tiers/promotions.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { PromotionDetail } from "#app/ui/tiers/promotion-detail.tsx";

export const meta = pageTitle("tiers:detail.page");

export const loader = loaderOf(({ context, params }) => {
  const { actor } = requireAgent(context);
  return promotionPage(context.db, id(params.promotionId), actor);
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const promotionId = id(params.promotionId);
  await promotionPage(context.db, promotionId, actor);
  const form = await readForm(request, context, replyInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => replyToPromotion(tx, { promotionId, ...form.value }, contextOf(actor, context)));
  return redirect(`/agent/tier/${promotionId}`);
});

export default function AgentPromotion() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation("tiers");
  const mayReply = page.promotion.state !== "proposed" && !page.promotion.repliedAt;
  return (
    <PromotionDetail area="agent" {...page}>
      {mayReply ? (
        <Card title={t("reply.title")}>
          <p className="text-soft text-sm">{t("reply.text", { business: page.businessName })}</p>
          <Form className="grid gap-3">
            <TextArea name="reply" label={t("reply.words")} required maxLength={2000} />
            <div>
              <Button variant="secondary">{t("reply.send")}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
    </PromotionDetail>
  );
}
