import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { openReviewsOfAgent } from "#app/domain/reviews/reviews.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { AgentFacts } from "#app/ui/agents/agent-facts.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("agents:public.title");

export const loader = loaderOf(async ({ context, params }) => {
  requireMember(context);
  const agent = await agentProfile(context.db, id(params.agentId));
  if (!agent.completedAt) throw new NotFound();
  return { agent, reviews: await openReviewsOfAgent(context.db, agent.id) };
});

export default function AgentPage() {
  const { agent, reviews } = useLoaderData<typeof loader>();
  const { t } = useTranslation("agents");
  return (
    <Page
      title={agent.name}
      subtitle={agent.headline}
      state={<Badge tone="indigo">{t(`tiers.${agent.tier}`)}</Badge>}
      back={{ to: "/business/roles", label: t("roles:list.title") }}
      aside={<AgentFacts agent={agent} />}
    >
      {agent.about ? (
        <Card title={t("form.about")}>
          <p className="whitespace-pre-line">{agent.about}</p>
        </Card>
      ) : null}
      <Card title={t("form.availability")}>
        <p className="text-soft text-sm">{t("public.zone", { zone: agent.timeZone })}</p>
        <WeekHeatmap bits={agent.availability} label={t("form.availability")} />
      </Card>
      <Card title={t("public.ratings")}>
        {reviews.length === 0 ? <p className="text-soft text-sm">{t("public.noRatings")}</p> : null}
        <ul className="grid gap-3">
          {reviews.map((review) => (
            <li key={review.id} className="grid gap-1 border-line border-b pb-3 last:border-b-0 last:pb-0">
              <p className="flex flex-wrap items-center gap-2 text-sm">
                <Stars value={review.stars} /> {review.businessName} · <When at={review.writtenAt} format="date" />
              </p>
              <p>{review.words}</p>
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  );
}
