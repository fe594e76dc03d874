import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { standings } from "#app/domain/reviews/standing.server.ts";
import { BAR_VERSION } from "#app/domain/tiers/evaluate-tier.ts";
import { promotionsOf } from "#app/domain/tiers/promotions.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { PromotionList } from "#app/ui/tiers/promotion-list.tsx";
import { StandingList } from "#app/ui/tiers/standing-list.tsx";

export const meta = pageTitle("tiers:promotions.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const [rows, standing] = await Promise.all([
    promotionsOf(context.db, { businessId }, actor),
    standings(context.db, { businessId }, context.now(), actor),
  ]);
  return { rows, standing: standing.filter((one) => one.tier === "L1") };
});

export default function Promotions() {
  const { rows, standing } = useLoaderData<typeof loader>();
  const { t } = useTranslation("tiers");
  const open = rows.filter((row) => row.promotion.state === "proposed");
  const past = rows.filter((row) => row.promotion.state !== "proposed");
  return (
    <Page title={t("promotions.title")} subtitle={t("promotions.subtitle", { version: BAR_VERSION })}>
      <Card title={t("promotions.open")}>
        {open.length > 0 ? (
          <PromotionList area="business" rows={open} />
        ) : (
          <p className="text-soft text-sm">{t("promotions.noneOpen")}</p>
        )}
      </Card>
      <Card title={t("promotions.standing")}>
        {standing.length > 0 ? (
          <>
            <p className="text-soft text-sm">{t("promotions.standingText")}</p>
            <StandingList rows={standing} />
          </>
        ) : (
          <EmptyState
            title={t("promotions.nobody")}
            action={
              <LinkButton to="/business/contracts" variant="secondary">
                {t("promotions.toContracts")}
              </LinkButton>
            }
          >
            {t("promotions.nobodyText")}
          </EmptyState>
        )}
      </Card>
      {past.length > 0 ? (
        <Card title={t("promotions.history")}>
          <PromotionList area="business" rows={past} />
        </Card>
      ) : null}
    </Page>
  );
}
