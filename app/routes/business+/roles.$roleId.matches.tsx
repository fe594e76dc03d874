import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { inTalkAbout } from "#app/domain/hiring/applications.server.ts";
import { inviteAgent } from "#app/domain/hiring/invite-agent.server.ts";
import { inviteTeam, inviteTeamInput } from "#app/domain/hiring/invite-team.server.ts";
import { leftOutOf } from "#app/domain/hiring/left-out.server.ts";
import { markAgent, markAgentInput } from "#app/domain/matching/mark-agent.server.ts";
import { comparedAgents, marksOf } from "#app/domain/matching/marked-agents.server.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { roleFunnel } from "#app/domain/matching/role-funnel.server.ts";
import { watchOfRole } from "#app/domain/matching/saved-searches.server.ts";
import { EXPLORATION_ROW } from "#app/domain/matching/score.ts";
import { canManage } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { invitedIn, withInvited } from "#app/http/invited.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { LeftOutList } from "#app/ui/matching/left-out.tsx";
import { PickedAgents } from "#app/ui/matching/picked-agents.tsx";
import { RecommendationCard } from "#app/ui/matching/recommendation-card.tsx";
import { RoleBadge } from "#app/ui/roles/role-badge.tsx";
import { FunnelList } from "#app/ui/roles/role-preview.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:title");

/** People a page shows more of each time; the kernel lists 200 at most. */
const STEP = 20;
const MOST = 100;
const views = ["list", "shortlisted", "hidden"] as const;
const notRanked = { newcomer: null, wantsTeam: false, more: false, hiddenHere: 0 };

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const asking = { actor, now: context.now() };
  const view = views.find((one) => one === url.searchParams.get("show")) ?? "list";
  const shown = Math.min(MOST, Math.max(STEP, Math.trunc(Number(url.searchParams.get("shown"))) || STEP));
  const marks = await marksOf(context.db, roleId);
  const of = (mark: string) => marks.filter((one) => one.mark === mark).map((one) => one.agentId);
  const hidden = of("hidden");
  // Who may see the role, and so its marks, is checked by either of these.
  const found =
    view === "list"
      ? await recommendedAgents(context.db, { roleId, limit: shown, hidden }, asking, context.matcher)
      : { ...notRanked, ...(await comparedAgents(context.db, { roleId, agentIds: of(view) }, asking)) };
  const talks = await inTalkAbout(context.db, roleId);
  const did = invitedIn(url);
  const nobody = view === "list" && found.list.length + found.hiddenHere === 0;
  return {
    ...found,
    more: found.more && shown < MOST,
    funnel: nobody ? await roleFunnel(context.db, found.role, asking.now) : null,
    view,
    shown,
    marks: Object.fromEntries(marks.map((one) => [one.agentId, one])),
    counts: { shortlisted: marks.length - hidden.length, hidden: hidden.length },
    talks: Object.fromEntries(talks),
    mayInvite: canManage(actor, found.role.businessId),
    // A page that says what was done names people instead: it keeps to eight queries, and the offer to watch comes back with the next look.
    watched: !did && (await watchOfRole(context.db, roleId)) !== null,
    watchId: newId(),
    did,
    left: did ? await leftOutOf(context.db, did.left, talks) : [],
  };
});

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("invite"), agentId: z.uuid(), note: z.string().trim().max(2000).default("") }),
  inviteTeamInput.extend({ intent: z.literal("picked"), act: z.enum(["invite", "compare"]).default("compare") }),
  markAgentInput.extend({ intent: z.literal("mark") }),
]);

export const action = actionOf(async ({ context, params, request, url }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const asked = form.value;
  if (asked.intent === "picked" && asked.act === "compare")
    return redirect(`/business/roles/${roleId}/compare?${new URLSearchParams(asked.agentIds.map((one) => ["agentIds", one]))}`);
  const asking = contextOf(actor, context);
  const to = await context.db.transaction(async (tx) => {
    if (asked.intent === "invite") return `/business/applications/${(await inviteAgent(tx, { ...asked, roleId }, asking)).id}`;
    if (asked.intent === "picked") return withInvited(url, await inviteTeam(tx, { ...asked, roleId, whole: false }, asking));
    await markAgent(tx, { ...asked, roleId }, asking);
    return withInvited(url, null);
  });
  return redirect(to);
});

export default function Matches() {
  const {
    role,
    view,
    shown,
    list,
    more,
    hiddenHere,
    newcomer,
    wantsTeam,
    funnel,
    talks,
    marks,
    counts,
    mayInvite,
    did,
    left,
    watched,
    watchId,
  } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  // The exploration row stands between the ranks and takes none; who has one further down is not shown twice.
  const rows = list.map((recommendation, index) => ({ recommendation, rank: view === "list" ? index + 1 : 0, newcomer: false }));
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
      <LinkTabs
        items={views.map((one) => ({
          to: one === "list" ? `/business/roles/${role.id}/matches` : `/business/roles/${role.id}/matches?show=${one}`,
          label: t(`views.${one}`),
          count: one === "list" ? undefined : counts[one],
          active: one === view,
        }))}
      />
      {watched ? (
        <p className="text-sm">
          <Link to="/business/searches" className="text-accent underline">
            {t("saved.watched")}
          </Link>
        </p>
      ) : mayInvite && role.state === "open" && !did ? (
        <Form action="/business/searches" intent="watch">
          <Hidden name="id" value={watchId} />
          <Hidden name="roleId" value={role.id} />
          <Button variant="secondary">{t("saved.watch")}</Button>
        </Form>
      ) : null}
      {did ? (
        <Notice tone="green">
          {t("picked.did", { count: did.invited, already: did.already })}{" "}
          {did.gone > 0 ? t("picked.gone", { count: did.gone }) : null}
          <LeftOutList people={left} talks={talks} />
        </Notice>
      ) : null}
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
      {rows.length === 0 && view !== "list" ? (
        <EmptyState title={t(`views.${view}Empty`)}>{t(`views.${view}EmptyText`)}</EmptyState>
      ) : rows.length === 0 && hiddenHere > 0 ? (
        <EmptyState
          title={t("views.allHidden", { count: hiddenHere })}
          action={<LinkButton to="?show=hidden">{t("views.hidden")}</LinkButton>}
        />
      ) : rows.length === 0 ? (
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
                mark={marks[recommendation.agent.id]}
                mayInvite={mayInvite && role.state === "open"}
                mayMark={mayInvite}
              />
            </li>
          ))}
        </ol>
      )}
      {shown >= MOST ? <p className="text-soft text-sm">{t("views.most", { most: MOST })}</p> : null}
      {more ? (
        <LinkButton to={`?shown=${shown + STEP}`} variant="secondary" className="justify-self-center">
          {t("views.more")}
        </LinkButton>
      ) : null}
      {rows.length > 0 ? <PickedAgents mayInvite={mayInvite && role.state === "open"} /> : null}
    </Page>
  );
}
