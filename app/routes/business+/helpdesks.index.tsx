import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { connectHelpdesk } from "#app/domain/helpdesks/connect-helpdesk.server.ts";
import { connectionsOf } from "#app/domain/helpdesks/connections.server.ts";
import { connectionInput } from "#app/domain/helpdesks/helpdesk-event.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, RadioCards, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const connections = await connectionsOf(context.db, businessId, actor);
  return { connections, manages: may(actor, "helpdesks.manage", { businessId }) };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, connectionInput);
  if (!form.ok) return form.reply;
  const { id } = await context.db.transaction((tx) =>
    connectHelpdesk(tx, { ...form.value, businessId }, contextOf(actor, context)),
  );
  return redirect(`/business/helpdesks/${id}`);
});

export default function Helpdesks() {
  const { connections, manages } = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      back={{ to: "/business/metrics", label: t("metrics.title") }}
      actions={
        manages && connections.length > 0 ? (
          <LinkButton to="/business/helpdesks/imports/new" variant="secondary">
            {t("imports.new")}
          </LinkButton>
        ) : null
      }
    >
      {connections.length === 0 ? (
        <EmptyState title={t("none")}>{t("noneText")}</EmptyState>
      ) : (
        <Table
          caption={t("title")}
          columns={[
            { key: "name", label: t("columns.name") },
            { key: "kind", label: t("columns.kind") },
            { key: "state", label: t("columns.state") },
            { key: "events", label: t("columns.events"), align: "right" },
            { key: "last", label: t("columns.last") },
            { key: "unmapped", label: t("columns.unmapped"), align: "right" },
          ]}
        >
          {connections.map(({ connection, events, lastAt, unmapped }) => (
            <Row key={connection.id}>
              <Cell>
                <Link to={`/business/helpdesks/${connection.id}`} className="font-medium text-accent hover:underline">
                  {connection.name}
                </Link>
              </Cell>
              <Cell>{t(`kinds.${connection.kind}`)}</Cell>
              <Cell>
                {connection.closedAt ? <Badge>{t("closedState")}</Badge> : <Badge tone="green">{t("openState")}</Badge>}
              </Cell>
              <Cell numeric>{events || "–"}</Cell>
              <Cell className="whitespace-nowrap">{lastAt ? <When at={new Date(lastAt)} /> : "–"}</Cell>
              <Cell numeric>{unmapped || "–"}</Cell>
            </Row>
          ))}
        </Table>
      )}
      {manages ? (
        <Card title={t("connect.title")} className="max-w-2xl">
          <Form className="grid gap-4">
            <TextField name="name" label={t("connect.name")} maxLength={60} required />
            <RadioCards
              name="kind"
              legend={t("connect.kind")}
              defaultValue="generic"
              options={(["generic", "log"] as const).map((kind) => ({
                value: kind,
                label: t(`kinds.${kind}`),
                description: t(`kindTexts.${kind}`),
              }))}
            />
            <SelectField
              name="firstResponse"
              label={t("connect.firstResponse")}
              defaultValue="replied"
              options={(["replied", "taken"] as const).map((one) => ({ value: one, label: t(`firstResponse.${one}`) }))}
            />
            <div>
              <Button>{t("connect.action")}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
    </Page>
  );
}
