import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { inTalkAbout } from "#app/domain/hiring/applications.server.ts";
import { inviteAgent } from "#app/domain/hiring/invite-agent.server.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { roleFunnel } from "#app/domain/matching/role-funnel.server.ts";
import { EXPLORATION_ROW } from "#app/domain/matching/score.ts";
import { canManage } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { RecommendationCard } from "#app/ui/matching/recommendation-card.tsx";
import { RoleBadge } from "#app/ui/roles/role-badge.tsx";
import { FunnelList } from "#app/ui/roles/role-preview.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const found = await recommendedAgents(context.db, { roleId }, { actor, now: context.now() }, context.matcher);
  const talks = await inTalkAbout(context.db, roleId);
  const funnel = found.list.length === 0 ? await roleFunnel(context.db, found.role, context.now()) : null;
  return { ...found, funnel, talks: Object.fromEntries(talks), mayInvite: canManage(actor, found.role.businessId) };
});

const input = z.object({ agentId: z.uuid(), note: z.string().trim().max(2000).default("") });

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const application = await context.db.transaction((tx) =>
    inviteAgent(tx, { ...form.value, roleId: id(params.roleId) }, contextOf(actor, context)),
  );
  return redirect(`/business/applications/${application.id}`);
});

export default function Matches() {
  const { role, list, newcomer, wantsTeam, funnel, talks, mayInvite } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  // The exploration row stands between the ranks and takes none; who has one further down is not shown twice.
  const rows = list.map((recommendation, index) => ({ recommendation, rank: index + 1, newcomer: false }));
  if (newcomer) {
    if (newcomer.rank !== null) rows.splice(newcomer.rank - 1, 1);
    rows.splice(EXPLORATION_ROW - 1, 0, { recommendation: newcomer, rank: newcomer.rank ?? 0, newcomer: true });
  }
  return (
    <Page
      title={t("title")}
      subtitle={role.title}
      state={<RoleBadge state={role.state} />}
      back={{ to: `/business/roles/${role.id}`, label: role.title }}
    >
      <p className="max-w-3xl text-soft text-sm">
        {t("how")} {t("zone", { zone: role.timeZone })}
      </p>
      {role.state === "open" ? null : <Notice tone="marigold">{t("notOpen")}</Notice>}
      {wantsTeam ? (
        <Card
          tone="sunken"
          title={t("teams.title")}
          actions={<LinkButton to={`/business/roles/${role.id}/team`}>{t("teams.see")}</LinkButton>}
        >
          <p className="max-w-3xl text-sm">{t("teams.why")}</p>
        </Card>
      ) : null}
      {rows.length === 0 ? (
        <EmptyState title={t("empty")} action={<LinkButton to={`/business/roles/${role.id}/edit`}>{t("loosen")}</LinkButton>}>
          {t("emptyText")}
          {funnel ? <FunnelList requirements={funnel.requirements} listed={funnel.listed} /> : null}
        </EmptyState>
      ) : (
        <ol className="grid gap-3">
          {rows.map(({ recommendation, rank, newcomer: exploration }) => (
            <li key={recommendation.agent.id}>
              <RecommendationCard
                rank={rank || null}
                newcomer={exploration}
                recommendation={recommendation}
                role={role}
                talk={talks[recommendation.agent.id]}
                mayInvite={mayInvite && role.state === "open"}
              />
            </li>
          ))}
        </ol>
      )}
    </Page>
  );
}
