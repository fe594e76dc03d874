import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { dueReviews, reviewsOfSide } from "#app/domain/reviews/reviews.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { OwnReviews } from "#app/ui/reviews/own-reviews.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reviews:own.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, agentId } = requireAgent(context);
  const [agent, mine, due] = await Promise.all([
    agentProfile(context.db, agentId),
    reviewsOfSide(context.db, { agentId }, actor),
    dueReviews(context.db, { agentId }, actor),
  ]);
  return { ...mine, due, ratingMilli: agent.ratingMilli, ratingCount: agent.ratingCount };
});

export default function AgentReviews() {
  const { about, written, due, ratingMilli, ratingCount } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reviews");
  return (
    <OwnReviews
      area="agent"
      about={about}
      written={written}
      due={due}
      mayWrite
      aside={
        <Card title={t("mean.title")}>
          <p className="text-xl">
            <Stars value={ratingMilli / 1000} count={ratingCount} />
          </p>
          <p className="text-soft text-sm">{t("mean.text")}</p>
        </Card>
      }
    />
  );
}
