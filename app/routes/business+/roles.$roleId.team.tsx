import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { inTalkAbout } from "#app/domain/hiring/applications.server.ts";
import { inviteTeam, inviteTeamInput } from "#app/domain/hiring/invite-team.server.ts";
import { leftOutOf } from "#app/domain/hiring/left-out.server.ts";
import { TeamIncomplete } from "#app/domain/hiring/left-out.ts";
import { askForTeam } from "#app/domain/matching/ask-for-team.server.ts";
import { suggestedTeam } from "#app/domain/matching/suggested-team.server.ts";
import { type TasteName, tastes } from "#app/domain/matching/team-model.ts";
import { canManage } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { invitedIn, withInvited } from "#app/http/invited.ts";
import type { LoadContext } from "#app/http/load-context.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { weekOf } from "#app/kernel/time.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { InviteTeam, PilotCard } from "#app/ui/matching/invite-team.tsx";
import { LeftOutList } from "#app/ui/matching/left-out.tsx";
import { TeamNotThere, TeamWorking } from "#app/ui/matching/team-progress.tsx";
import { TeamFigures, TeamMembers } from "#app/ui/matching/team-view.tsx";
import { RoleBadge } from "#app/ui/roles/role-badge.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:teams.title");

const names = Object.keys(tastes) as TasteName[];
const tasteOf = (url: URL) => names.find((one) => one === url.searchParams.get("taste")) ?? "balanced";

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const taste = tasteOf(url);
  const now = context.now();
  const page = await suggestedTeam(context.db, { roleId, taste }, { actor, now }, context.matcher);
  const all = await inTalkAbout(context.db, roleId);
  const talks = [...all].filter(([, { state }]) => state !== "declined" && state !== "withdrawn");
  const did = invitedIn(url);
  return {
    ...page,
    taste,
    week: weekOf(now),
    talks: Object.fromEntries(talks),
    mayManage: canManage(actor, page.role.businessId),
    did,
    left: did ? await leftOutOf(context.db, did.left, all) : [],
  };
});

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("ask") }),
  inviteTeamInput.extend({ intent: z.literal("invite") }),
]);

export const action = actionOf(async ({ context, params, request, url }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const asked = form.value;
  const done = context.db.transaction(async (tx) => {
    if (asked.intent === "invite") return withInvited(url, await inviteTeam(tx, { ...asked, roleId }, contextOf(actor, context)));
    await askForTeam(tx, { roleId }, contextOf(actor, context));
    return withInvited(url, null);
  });
  return redirect(await done.catch(withReasons(context)));
});

/** Names each of a team who keeps it from being invited, in the reader's words. */
const withReasons =
  ({ translate, locale }: Pick<LoadContext, "translate" | "locale">) =>
  (error: unknown): never => {
    if (!(error instanceof TeamIncomplete)) throw error;
    const named = error.left.map((one) => `${one.name} (${translate(`hiring:leftOut.reasons.${one.reason}`)})`);
    throw new Conflict(error.key, { names: new Intl.ListFormat(locale).format(named) });
  };

/** How many begin a pilot. */
const PILOT = 2;

export default function Team() {
  const { role, team, others, state, wanted, greedy, candidates, taste, week, talks, mayManage, did, left } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const address = (name: string) => `/business/roles/${role.id}/team?taste=${name}`;
  const mayInvite = mayManage && role.state === "open";
  const already = team.members.filter((one) => talks[one.agentId]).length;
  const label = (name: TasteName) => {
    const known = others.find((one) => one.name === name);
    return known
      ? `${t(`teams.tastes.${name}`)} · ${known.people} · ${formatMoney(known.pay, locale)}`
      : t(`teams.tastes.${name}`);
  };
  return (
    <Page
      title={t("teams.title")}
      subtitle={role.title}
      state={<RoleBadge state={role.state} />}
      back={{ to: `/business/roles/${role.id}`, label: role.title }}
      actions={<LinkButton to={`/business/roles/${role.id}/matches`}>{t("teams.toList")}</LinkButton>}
    >
      {did ? (
        <Notice tone={did.invited > 0 ? "green" : "neutral"}>
          {did.invited > 0 ? t("teams.done.invited", { count: did.invited }) : t("teams.done.none")}{" "}
          {did.already > 0 ? t("teams.done.already", { count: did.already }) : null}{" "}
          <a href={`/business/applications?role=${role.id}`} className="underline">
            {t("teams.done.see")}
          </a>
          <LeftOutList people={left} talks={talks} />
        </Notice>
      ) : null}
      {wanted ? null : <Notice tone="neutral">{t("teams.notNeeded")}</Notice>}
      {state === "working" ? <TeamWorking lookAgain={address(taste)} /> : null}
      {candidates > 0 && (state === "none" || state === "failed") ? (
        <TeamNotThere failed={state === "failed"} mayAsk={mayManage} />
      ) : null}
      {team.members.length === 0 ? (
        <EmptyState
          title={t("teams.empty")}
          action={<LinkButton to={`/business/roles/${role.id}/edit`}>{t("loosen")}</LinkButton>}
        >
          {t("emptyText")}
        </EmptyState>
      ) : (
        <>
          <LinkTabs items={names.map((name) => ({ to: address(name), label: label(name), active: name === taste }))} />
          <p className="max-w-3xl text-soft text-sm">
            {t(`teams.how.${taste}`)} {t("teams.rules")} {t("teams.zone", { zone: role.timeZone, week })}
          </p>
          <TeamFigures team={team} greedy={greedy} candidates={candidates} coverage={role.coverage} />
          {mayInvite ? <InviteTeam members={team.members} already={already} /> : null}
          {mayManage && role.state !== "open" ? <p className="text-soft text-sm">{t("teams.invite.notOpen")}</p> : null}
          <TeamMembers members={team.members} roleId={role.id} talks={talks} />
          <PilotCard members={team.members.slice(0, PILOT)} channel={role.channels[0]} mayInvite={mayInvite} />
          {mayManage && state === "ready" ? (
            <Form intent="ask">
              <Button variant="ghost">{t("teams.again")}</Button>
            </Form>
          ) : null}
        </>
      )}
    </Page>
  );
}
