import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { standings } from "#app/domain/reviews/standing.server.ts";
import { BAR_VERSION, evaluateTier, factsOf } from "#app/domain/tiers/evaluate-tier.ts";
import { promotionsOf } from "#app/domain/tiers/promotions.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { BarChecklist } from "#app/ui/tiers/bar-checklist.tsx";
import { PromotionList } from "#app/ui/tiers/promotion-list.tsx";

export const meta = pageTitle("tiers:own.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, agentId } = requireAgent(context);
  const [agent, standing, rows] = await Promise.all([
    agentProfile(context.db, agentId),
    standings(context.db, { agentId }, context.now(), actor),
    promotionsOf(context.db, { agentId }, actor),
  ]);
  const { ratingMilli, ratingCount } = agent;
  return {
    tier: agent.tier,
    standing,
    // Nobody hires them yet: the published bar, with nothing counted.
    bare: evaluateTier(factsOf({ ratingMilli, ratingCount, paidMinutes: 0, weeksWorked: 0 })),
    rows,
  };
});

export default function Tier() {
  const { tier, standing, bare, rows } = useLoaderData<typeof loader>();
  const { t } = useTranslation("tiers");
  const waiting = rows.find(
    (row) => row.promotion.state === "approved" && row.promotion.inForceFrom === null && row.contractState === "active",
  );
  const coming = rows.find((row) => row.promotion.state === "approved" && row.promotion.inForceFrom !== null);
  const proposed = rows.find((row) => row.promotion.state === "proposed");
  return (
    <Page
      title={t("own.title")}
      state={<Badge tone="indigo">{t(`agents:tiers.${tier}`)}</Badge>}
      subtitle={t(`own.what.${tier}`)}
      aside={
        <Card title={t("own.how")}>
          <ol className="grid list-decimal gap-2 pl-5 text-sm">
            {(["measured", "proposed", "decided", "accepted", "reply"] as const).map((step) => (
              <li key={step}>{t(`own.steps.${step}`)}</li>
            ))}
          </ol>
        </Card>
      }
    >
      {waiting ? (
        <Notice tone="marigold" title={t("own.answer", { business: waiting.businessName, tier: waiting.promotion.toTier })}>
          <p>{t("own.answerText")}</p>
          <p className="mt-2">
            <LinkButton to={`/agent/contracts/${waiting.promotion.contractId}`}>{t("own.toAnswer")}</LinkButton>
          </p>
        </Notice>
      ) : null}
      {coming ? <Notice tone="green">{t("own.coming", { tier: coming.promotion.toTier })}</Notice> : null}
      {proposed ? (
        <Notice title={t("own.proposed", { business: proposed.businessName, tier: proposed.promotion.toTier })}>
          {t("own.proposedText")}
        </Notice>
      ) : null}
      {tier === "L1" ? (
        standing.length > 0 ? (
          standing.map((one) => (
            <Card key={one.contractId} title={t("own.barOn", { business: one.businessName })}>
              <p className="text-soft text-sm">
                {one.title} · {t("own.version", { version: BAR_VERSION })}
              </p>
              <BarChecklist verdict={one.verdict} />
              <p className="text-soft text-sm">
                {t("own.wrong")}{" "}
                <Link to={`/agent/contracts/${one.contractId}`} className="text-accent underline">
                  {t("own.toContract")}
                </Link>
              </p>
            </Card>
          ))
        ) : (
          <Card title={t("own.bar")}>
            <p className="text-soft text-sm">
              {t("own.noContract")} {t("own.version", { version: BAR_VERSION })}
            </p>
            <BarChecklist verdict={bare} />
          </Card>
        )
      ) : (
        <Card title={t("own.reached")}>
          <p className="text-sm">{t("own.reachedText")}</p>
        </Card>
      )}
      <Card title={t("own.history")}>
        {rows.length > 0 ? <PromotionList area="agent" rows={rows} /> : <p className="text-soft text-sm">{t("own.noHistory")}</p>}
      </Card>
    </Page>
  );
}
