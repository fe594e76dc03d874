import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { ownApplication } from "#app/domain/hiring/applications.server.ts";
import { inviteAgent } from "#app/domain/hiring/invite-agent.server.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { openReviewsOfAgent } from "#app/domain/reviews/reviews.server.ts";
import { canManage, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";
import { AgentFacts } from "#app/ui/agents/agent-facts.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, TextArea } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { MatchCard } from "#app/ui/matching/match-card.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("agents:public.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const agent = await agentProfile(context.db, id(params.agentId));
  if (!agent.completedAt) throw new NotFound();
  const asked = url.searchParams.get("role");
  const role = asked && isId(asked) ? await roleForBusiness(context.db, asked, actor) : null;
  return {
    agent,
    reviews: await openReviewsOfAgent(context.db, agent.id),
    role: role && { id: role.id, title: role.title },
    match: role && matchOf(role, agent, context.now()),
    talk: role && (await ownApplication(context.db, role.id, agent.id)),
    mayInvite: role !== null && role.state === "open" && agent.payable && canManage(actor, role.businessId),
  };
});

const input = z.object({ roleId: z.uuid(), note: z.string().trim().max(2000).default("") });

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const agentId = id(params.agentId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const application = await context.db.transaction((tx) =>
    inviteAgent(tx, { ...form.value, agentId }, contextOf(actor, context)),
  );
  return redirect(`/business/applications/${application.id}`);
});

export default function AgentPage() {
  const { agent, reviews, role, match, talk, mayInvite } = useLoaderData<typeof loader>();
  const { t } = useTranslation("agents");
  const { locale } = useReader();
  const inTalk = talk && talk.state !== "declined" && talk.state !== "withdrawn";
  return (
    <Page
      title={agent.name}
      subtitle={agent.headline}
      state={<Badge tone="indigo">{t(`tiers.${agent.tier}`)}</Badge>}
      back={
        role
          ? { to: `/business/roles/${role.id}/matches`, label: `${t("matching:title")}: ${role.title}` }
          : { to: "/business/roles", label: t("roles:list.title") }
      }
      actions={inTalk ? <LinkButton to={`/business/applications/${talk.id}`}>{t("hiring:toApplication")}</LinkButton> : null}
      aside={
        <>
          <AgentFacts agent={agent} />
          {match ? <MatchCard match={match} side="business" /> : null}
        </>
      }
    >
      {agent.payable ? null : (
        <Notice tone="marigold">{t("public.notPayable", { country: countryName(locale, agent.country) })}</Notice>
      )}
      {role && mayInvite && !inTalk ? (
        <Card title={t("public.inviteTo", { role: role.title })}>
          <Form className="grid gap-4">
            <Hidden name="roleId" value={role.id} />
            <TextArea name="note" label={t("hiring:offer.message")} hint={t("public.inviteHint")} rows={3} maxLength={2000} />
            <div>
              <Button>{t("matching:inviteName", { name: agent.name })}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {agent.about ? (
        <Card title={t("public.about")}>
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
