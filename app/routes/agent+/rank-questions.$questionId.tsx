import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { rankQuestion } from "#app/domain/matching/rank-questions.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { RankAuditDetail } from "#app/ui/matching/rank-audit.tsx";
import { RankQuestionBadge, RankQuestionWords } from "#app/ui/matching/rank-question.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:ask.page");

export const loader = loaderOf(({ context, params }) => {
  const { actor } = requireAgent(context);
  return rankQuestion(context.db, id(params.questionId), actor);
});

export default function OwnRankQuestion() {
  const { audit, answeredBy, ...asked } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  return (
    <Page
      title={t("ask.page")}
      subtitle={`${asked.roleTitle} · ${asked.businessName}`}
      state={<RankQuestionBadge {...asked} />}
      // Who asked about a role that is no longer open may not be able to read it any more.
      back={
        asked.roleState === "open"
          ? { to: `/agent/roles/${asked.roleId}/rank`, label: t("audit.own") }
          : { to: "/agent/roles", label: t("roles:browse.title") }
      }
    >
      <RankQuestionWords asked={asked} by={answeredBy} />
      <h2 className="font-semibold text-lg">{t("ask.asItStood")}</h2>
      <RankAuditDetail audit={audit} />
    </Page>
  );
}
