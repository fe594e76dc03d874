import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { contractIdOfOffer } from "#app/domain/contracts/contracts.server.ts";
import { applicationLifecycle } from "#app/domain/hiring/application.ts";
import { applicationPage } from "#app/domain/hiring/applications.server.ts";
import { applyForRole } from "#app/domain/hiring/apply-for-role.server.ts";
import { changeApplication } from "#app/domain/hiring/change-application.server.ts";
import { conversationPage, markRead } from "#app/domain/messaging/conversations.server.ts";
import { sendMessageInput } from "#app/domain/messaging/message.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { ApplicationBadge } from "#app/ui/hiring/application-badge.tsx";
import { OfferHistory } from "#app/ui/hiring/offer-history.tsx";
import { OfferTerms } from "#app/ui/hiring/offer-terms.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Thread } from "#app/ui/messaging/thread.tsx";
import { RoleBadge } from "#app/ui/roles/role-badge.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("hiring:title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, viewer } = requireAgent(context);
  const page = await applicationPage(context.db, id(params.applicationId), actor);
  const conversation = await conversationPage(context.db, page.application.conversationId, actor);
  await context.db.transaction((tx) => markRead(tx, { conversationId: conversation.id }, { actor }));
  const accepted = page.offers.find((offer) => offer.state === "accepted");
  const contractId = accepted ? await contractIdOfOffer(context.db, accepted.id) : null;
  return { ...page, contractId, conversation, viewerId: viewer.id, clientKey: newId() };
});

const input = z.discriminatedUnion("intent", [
  sendMessageInput.extend({ intent: z.literal("send") }),
  z.object({ intent: z.literal("apply") }),
  z.object({ intent: z.literal("decline") }),
  z.object({ intent: z.literal("withdraw") }),
]);

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const applicationId = id(params.applicationId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const by = contextOf(actor, context);
  await context.db.transaction(async (tx) => {
    const { value } = form;
    const { application } = await applicationPage(tx, applicationId, actor);
    if (value.intent === "send")
      await sendMessage(tx, { conversationId: application.conversationId, body: value.body, clientKey: value.clientKey }, by);
    else if (value.intent === "apply") await applyForRole(tx, { roleId: application.roleId, note: "" }, by);
    else await changeApplication(tx, { applicationId, change: value.intent }, by);
  });
  return redirect(`/agent/applications/${applicationId}`);
});

export default function AgentApplication() {
  const { application, role, businessName, offers, contractId, conversation, viewerId, clientKey } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("hiring");
  const { locale } = useReader();
  const open = offers.find((offer) => offer.state === "sent");
  const invited = application.state === "invited";
  const can = applicationLifecycle.actions(application.state) as string[];
  return (
    <Page
      title={businessName}
      subtitle={
        <Link to={`/agent/roles/${role.id}`} className="hover:underline">
          {role.title}
        </Link>
      }
      state={<ApplicationBadge state={application.state} />}
      back={{ to: "/agent/applications", label: t("title") }}
      actions={
        open ? (
          <LinkButton to={`/agent/offers/${open.id}`}>{t("offer.see")}</LinkButton>
        ) : contractId ? (
          <LinkButton to={`/agent/contracts/${contractId}`}>{t("toContract")}</LinkButton>
        ) : null
      }
      aside={
        <>
          {open ? (
            <Card title={t("offer.open")}>
              <OfferTerms terms={open} />
            </Card>
          ) : null}
          <Card title={t("columns.role")}>
            <Facts
              items={[
                { label: t("roles:list.stateColumn"), value: <RoleBadge state={role.state} /> },
                { label: t("roles:form.coverage"), value: hoursInWords(role.coverage, locale) },
                { label: t("roles:form.timeZone"), value: role.timeZone },
                {
                  label: t("roles:form.maxRate"),
                  value:
                    role.maxRate === null ? (
                      t("roles:detail.noMaximum")
                    ) : (
                      <MoneyText value={money(role.maxRate, role.currency)} />
                    ),
                },
              ]}
            />
            <Link to={`/agent/roles/${role.id}`} className="text-accent text-sm hover:underline">
              {t("seeRole")}
            </Link>
          </Card>
          {!invited && (can.includes("withdraw") || (can.includes("apply") && role.state === "open")) ? (
            <Card title={t("decide")}>
              <Form className="flex flex-wrap gap-2">
                {can.includes("withdraw") ? (
                  <Button name="intent" value="withdraw" variant="danger">
                    {t("withdraw")}
                  </Button>
                ) : can.includes("apply") && role.state === "open" ? (
                  <Button name="intent" value="apply">
                    {t("applyAgain")}
                  </Button>
                ) : null}
              </Form>
            </Card>
          ) : null}
          <OfferHistory offers={offers} />
        </>
      }
    >
      {invited ? (
        <Card title={t("invitation.title", { business: businessName })}>
          <p className="text-sm">{t(role.state === "open" ? "invitation.text" : "errors.roleNotOpen")}</p>
          <Form className="flex flex-wrap gap-2">
            {role.state === "open" ? (
              <Button name="intent" value="apply">
                {t("acceptInvitation")}
              </Button>
            ) : null}
            <Button name="intent" value="decline" variant="secondary">
              {t("decline")}
            </Button>
          </Form>
        </Card>
      ) : null}
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
