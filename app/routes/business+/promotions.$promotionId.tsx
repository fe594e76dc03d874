import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import { decidePromotion } from "#app/domain/tiers/decide-promotion.server.ts";
import { decidePromotionInput } from "#app/domain/tiers/promotion.ts";
import { promotionPage } from "#app/domain/tiers/promotions.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, MoneyField, TextArea } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { PromotionDetail } from "#app/ui/tiers/promotion-detail.tsx";

export const meta = pageTitle("tiers:detail.page");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const page = await promotionPage(context.db, id(params.promotionId), actor);
  const { hourlyRate } = await termsInWeek(context.db, page.promotion.contractId, shiftWeek(weekOf(context.now()), 1));
  return { ...page, presentRate: hourlyRate };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const promotionId = id(params.promotionId);
  const { currency } = await promotionPage(context.db, promotionId, actor);
  const form = await readForm(request, context, decidePromotionInput(currency));
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => decidePromotion(tx, { promotionId, ...form.value }, contextOf(actor, context)));
  return redirect(`/business/promotions/${promotionId}`);
});

export default function BusinessPromotion() {
  const { presentRate, mayDecide, ...page } = useLoaderData<typeof loader>();
  const { t } = useTranslation("tiers");
  const present = money(presentRate, page.currency);
  const open = page.promotion.state === "proposed";
  return (
    <PromotionDetail area="business" {...page}>
      {open && mayDecide ? (
        <Card title={t("decide.title")}>
          <p className="text-sm">
            {t("decide.present")} <MoneyText value={present} />
          </p>
          <Form className="grid gap-4">
            <MoneyField
              name="newRate"
              currency={page.currency}
              label={t("decide.newRate")}
              hint={t("decide.newRateHint")}
              defaultValue={present}
            />
            <TextArea name="reason" label={t("decide.reason")} hint={t("decide.reasonHint")} required maxLength={1000} />
            <p className="text-soft text-sm">{t("decide.what", { agent: page.agentName })}</p>
            <div className="flex flex-wrap gap-2">
              <Button name="decision" value="approve">
                {t("decide.approve", { tier: page.promotion.toTier })}
              </Button>
              <Button name="decision" value="decline" variant="secondary">
                {t("decide.decline")}
              </Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {open && !mayDecide ? <Notice>{t("decide.readOnly")}</Notice> : null}
    </PromotionDetail>
  );
}
