import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { applicationOfConversation } from "#app/domain/hiring/applications.server.ts";
import { conversationPage, markRead } from "#app/domain/messaging/conversations.server.ts";
import { sendMessageInput } from "#app/domain/messaging/message.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { ApplicationBadge } from "#app/ui/hiring/application-badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Thread } from "#app/ui/messaging/thread.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("messaging:title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, viewer } = requireMember(context);
  const conversation = await conversationPage(context.db, id(params.conversationId), actor);
  await context.db.transaction((tx) => markRead(tx, { conversationId: conversation.id }, { actor }));
  const about = await applicationOfConversation(context.db, conversation.id);
  return { conversation, about, viewerId: viewer.id, clientKey: newId() };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const conversationId = id(params.conversationId);
  const form = await readForm(request, context, sendMessageInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => sendMessage(tx, { ...form.value, conversationId }, contextOf(actor, context)));
  return redirect(`/business/conversations/${conversationId}`);
});

export default function Conversation() {
  const { conversation, about, viewerId, clientKey } = useLoaderData<typeof loader>();
  const { t } = useTranslation("messaging");
  return (
    <Page
      title={conversation.agentName}
      subtitle={conversation.subject}
      state={about ? <ApplicationBadge state={about.state} /> : null}
      actions={
        about ? (
          <LinkButton to={`/business/applications/${about.id}`} variant="secondary">
            {t("toApplication")}
          </LinkButton>
        ) : null
      }
      back={{ to: "/business/conversations", label: t("title") }}
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
