import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { contractIdOfOffer } from "#app/domain/contracts/contracts.server.ts";
import { applicationLifecycle } from "#app/domain/hiring/application.ts";
import { applicationPage } from "#app/domain/hiring/applications.server.ts";
import { changeApplication } from "#app/domain/hiring/change-application.server.ts";
import { withdrawOffer } from "#app/domain/hiring/withdraw-offer.server.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { conversationPage, markRead } from "#app/domain/messaging/conversations.server.ts";
import { sendMessageInput } from "#app/domain/messaging/message.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { canManage } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { ApplicationBadge } from "#app/ui/hiring/application-badge.tsx";
import { OfferHistory } from "#app/ui/hiring/offer-history.tsx";
import { OfferTerms } from "#app/ui/hiring/offer-terms.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { Thread } from "#app/ui/messaging/thread.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("hiring:title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, viewer, businessId } = requireMember(context);
  const page = await applicationPage(context.db, id(params.applicationId), actor);
  const conversation = await conversationPage(context.db, page.application.conversationId, actor);
  await context.db.transaction((tx) => markRead(tx, { conversationId: conversation.id }, { actor }));
  const accepted = page.offers.find((offer) => offer.state === "accepted");
  const agent = await agentProfile(context.db, page.application.agentId);
  return {
    ...page,
    agent,
    match: matchOf(page.role, agent, context.now()),
    contractId: accepted ? await contractIdOfOffer(context.db, accepted.id) : null,
    conversation,
    viewerId: viewer.id,
    clientKey: newId(),
    mayManage: canManage(actor, businessId),
  };
});

const input = z.discriminatedUnion("intent", [
  sendMessageInput.extend({ intent: z.literal("send") }),
  z.object({ intent: z.literal("shortlist") }),
  z.object({ intent: z.literal("decline") }),
  z.object({ intent: z.literal("withdraw-offer"), offerId: z.uuid() }),
]);

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const applicationId = id(params.applicationId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const by = contextOf(actor, context);
  await context.db.transaction(async (tx) => {
    const { value } = form;
    if (value.intent === "withdraw-offer") return withdrawOffer(tx, { offerId: value.offerId }, by);
    if (value.intent !== "send") return changeApplication(tx, { applicationId, change: value.intent }, by);
    const { application } = await applicationPage(tx, applicationId, actor);
    await sendMessage(tx, { conversationId: application.conversationId, body: value.body, clientKey: value.clientKey }, by);
  });
  return redirect(`/business/applications/${applicationId}`);
});

export default function BusinessApplication() {
  const { application, role, agent, match, contractId, agentName, offers, conversation, viewerId, clientKey, mayManage } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("hiring");
  const open = offers.find((offer) => offer.state === "sent");
  const can = (action: "offer" | "shortlist" | "decline") =>
    (applicationLifecycle.actions(application.state) as string[]).includes(action);
  return (
    <Page
      title={agentName}
      subtitle={
        <Link to={`/business/roles/${role.id}`} className="hover:underline">
          {role.title}
        </Link>
      }
      state={<ApplicationBadge state={application.state} />}
      back={{ to: "/business/applications", label: t("title") }}
      actions={
        mayManage && role.state === "open" && can("offer") ? (
          <LinkButton to={`/business/applications/${application.id}/offer`}>{t("makeOffer")}</LinkButton>
        ) : contractId ? (
          <LinkButton to={`/business/contracts/${contractId}`}>{t("toContract")}</LinkButton>
        ) : null
      }
      aside={
        <>
          <Card title={t("agent")}>
            <Facts
              items={[
                {
                  label: t("agents:public.rating"),
                  value: <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} />,
                },
                { label: t("offer.tier"), value: t(`agents:tiers.${agent.tier}`) },
                { label: t("agents:form.hourlyRate"), value: <MoneyText value={money(agent.hourlyRate, agent.currency)} /> },
                {
                  label: t("matching:part.hours"),
                  value: t("matching:reason.hours", { covered: match.fit.covered / 2, need: match.fit.need / 2 }),
                },
              ]}
            />
            <Link to={`/business/agents/${application.agentId}?role=${role.id}`} className="text-accent text-sm hover:underline">
              {t("seeProfile")}
            </Link>
          </Card>
          {open ? (
            <Card title={t("offer.open")}>
              <OfferTerms terms={open} />
              {mayManage ? (
                <Form>
                  <Hidden name="offerId" value={open.id} />
                  <Button name="intent" value="withdraw-offer" variant="danger">
                    {t("offer.withdraw")}
                  </Button>
                </Form>
              ) : null}
            </Card>
          ) : null}
          {mayManage && (can("shortlist") || (can("decline") && application.state !== "invited")) ? (
            <Card title={t("decide")}>
              <Form className="flex flex-wrap gap-2">
                {can("shortlist") ? (
                  <Button name="intent" value="shortlist" variant="secondary">
                    {t("shortlist")}
                  </Button>
                ) : null}
                {can("decline") && application.state !== "invited" ? (
                  <Button name="intent" value="decline" variant="danger">
                    {t("decline")}
                  </Button>
                ) : null}
              </Form>
            </Card>
          ) : null}
          <OfferHistory offers={offers} />
        </>
      }
    >
      <Thread
        conversationId={conversation.id}
        messages={conversation.messages}
        viewerId={viewerId}
        maySend={conversation.maySend}
        clientKey={clientKey}
      />
    </Page>
  );
}
