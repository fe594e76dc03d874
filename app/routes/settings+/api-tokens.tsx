import { redirect } from "@remix-run/node";
import { Form as PlainForm, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { createApiTokenInput } from "#app/domain/accounts/account.ts";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { apiTokensOf, revokeApiToken } from "#app/domain/accounts/revoke-api-token.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:settings.tokens.title");

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("create"), ...createApiTokenInput.shape }),
  z.object({ intent: z.literal("revoke"), token: z.string().regex(/^[0-9a-f]{64}$/) }),
]);

export const loader = loaderOf(async ({ context }) => {
  const { viewer } = requireViewer(context);
  return { tokens: await apiTokensOf(context.db, viewer.id) };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireViewer(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { value } = form;
  if (value.intent === "revoke") {
    await context.db.transaction((tx) => revokeApiToken(tx, { tokenHash: value.token }, contextOf(actor, context)));
    return redirect("/settings/api-tokens");
  }
  // Shown in this one answer: an address or a cookie would keep it.
  return context.db.transaction((tx) => createApiToken(tx, value, contextOf(actor, context)));
});

export default function ApiTokens() {
  const { tokens } = useLoaderData<typeof loader>();
  const made = useActionData<typeof action>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("settings.tokens.title")} subtitle={t("settings.tokens.text")}>
      <div className="grid gap-4">
        {made && "token" in made ? (
          <Notice tone="green" title={t("settings.tokens.made")}>
            <code className="block select-all break-all font-mono">{made.token}</code>
          </Notice>
        ) : null}
        {tokens.length === 0 ? (
          <EmptyState title={t("settings.tokens.none")}>{t("settings.tokens.noneText")}</EmptyState>
        ) : (
          <Table
            caption={t("settings.tokens.title")}
            columns={[
              { key: "label", label: t("settings.tokens.label") },
              { key: "since", label: t("settings.tokens.since") },
              { key: "revoke", label: t("settings.sessions.action") },
            ]}
          >
            <tbody>
              {tokens.map((token) => (
                <Row key={token.tokenHash}>
                  <Cell>{token.label}</Cell>
                  <Cell>
                    <When at={token.createdAt} format="datetime" />
                  </Cell>
                  <Cell>
                    <PlainForm method="post">
                      <input type="hidden" name="intent" value="revoke" />
                      <Button variant="ghost" size="sm" name="token" value={token.tokenHash}>
                        {t("settings.tokens.revoke")}
                      </Button>
                    </PlainForm>
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        )}
        <Card title={t("settings.tokens.new")}>
          <Form method="post">
            <div className="grid max-w-lg gap-4">
              <TextField name="label" label={t("settings.tokens.label")} hint={t("settings.tokens.labelHint")} required />
              <Button name="intent" value="create" className="justify-self-start">
                {t("settings.tokens.create")}
              </Button>
            </div>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
