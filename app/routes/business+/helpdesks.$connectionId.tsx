import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { may } from "#app/domain/accounts/permissions.ts";
import { changeConnection } from "#app/domain/helpdesks/change-connection.server.ts";
import { connectionPage } from "#app/domain/helpdesks/connections.server.ts";
import { mappingInput } from "#app/domain/helpdesks/helpdesk-event.ts";
import { mapIdentity } from "#app/domain/helpdesks/map-identity.server.ts";
import { webhookSecret } from "#app/domain/helpdesks/webhook-signature.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { ImportList } from "#app/ui/helpdesks/import-list.tsx";
import { LoginMapping } from "#app/ui/helpdesks/login-mapping.tsx";
import { TicketSearch } from "#app/ui/helpdesks/ticket-search.tsx";
import { WebhookSetup } from "#app/ui/helpdesks/webhook-setup.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const page = pageOf(url);
  const q = url.searchParams.get("q")?.trim() || undefined;
  const found = await connectionPage(context.db, { connectionId: id(params.connectionId), q, page }, actor);
  const { connection } = found;
  const manages = may(actor, "helpdesks.manage", connection);
  const key = context.env.FIELD_ENCRYPTION_KEY;
  // The secret signs for the business: who may not manage the helpdesk does not read it.
  const secret = manages && connection.kind === "generic" && key ? webhookSecret(key, connection) : null;
  return { ...found, page, manages, secret, address: `${context.env.PUBLIC_URL}/webhooks/helpdesks/${connection.id}` };
});

const change = z.discriminatedUnion("intent", [
  mappingInput.extend({ intent: z.literal("map") }),
  z.object({ intent: z.literal("close") }),
  z.object({ intent: z.literal("roll") }),
]);

export const action = actionOf(async ({ context, request, params, url }) => {
  const { actor } = requireMember(context);
  const connectionId = id(params.connectionId);
  const form = await readForm(request, context, change);
  if (!form.ok) return form.reply;
  const input = form.value;
  await context.db.transaction(async (tx) => {
    if (input.intent === "map") await mapIdentity(tx, input, contextOf(actor, context));
    else await changeConnection(tx, { connectionId, change: input.intent, realNow: new Date() }, contextOf(actor, context));
  });
  return redirect(`/business/helpdesks/${connectionId}${url.search}`);
});

export default function Helpdesk() {
  const { connection, identities, imports, tickets, choices, page, pages, manages, secret, address } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  const open = connection.closedAt === null;
  return (
    <Page
      title={connection.name}
      back={{ to: "/business/helpdesks", label: t("title") }}
      state={open ? <Badge tone="green">{t("openState")}</Badge> : <Badge>{t("closedState")}</Badge>}
      actions={
        manages && open ? (
          <LinkButton to={`/business/helpdesks/imports/new?connection=${connection.id}`} variant="secondary">
            {t("imports.new")}
          </LinkButton>
        ) : null
      }
      aside={
        <>
          <Card>
            <Facts
              items={[
                { label: t("columns.kind"), value: t(`kinds.${connection.kind}`) },
                { label: t("connect.firstResponse"), value: t(`firstResponse.${connection.firstResponse}`) },
              ]}
            />
          </Card>
          <ImportList imports={imports} />
        </>
      }
    >
      <LoginMapping identities={identities} choices={choices} manages={manages} />
      {manages && open ? <WebhookSetup kind={connection.kind} address={address} secret={secret} /> : null}
      <TicketSearch connectionId={connection.id} tickets={tickets} page={page} pages={pages} />
    </Page>
  );
}
