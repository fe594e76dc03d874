import { redirect } from "@remix-run/node";
import { Form as PlainForm, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { endSession, invalidateUserSessions, sessionsOf } from "#app/domain/accounts/session.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:settings.sessions.title");

const input = z.union([z.object({ session: z.string().regex(/^[0-9a-f]{64}$/) }), z.object({ intent: z.literal("others") })]);

export const loader = loaderOf(async ({ context }) => {
  const { viewer } = requireViewer(context);
  return { sessions: await sessionsOf(context.db, viewer.id, context.sessionToken) };
});

export const action = actionOf(async ({ context, request }) => {
  const { viewer } = requireViewer(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  if ("session" in form.value) await endSession(context.db, { userId: viewer.id, id: form.value.session });
  else await invalidateUserSessions(context.db, viewer.id, context.sessionToken ?? undefined);
  return redirect("/settings/sessions");
});

export default function Sessions() {
  const { sessions } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page
      title={t("settings.sessions.title")}
      subtitle={t("settings.sessions.text")}
      actions={
        sessions.length > 1 ? (
          <PlainForm method="post">
            <Button variant="secondary" name="intent" value="others">
              {t("settings.sessions.endOthers")}
            </Button>
          </PlainForm>
        ) : null
      }
    >
      <Table
        caption={t("settings.sessions.title")}
        columns={[
          { key: "device", label: t("settings.sessions.device") },
          { key: "since", label: t("settings.sessions.since") },
          { key: "end", label: t("settings.sessions.action") },
        ]}
      >
        <tbody>
          {sessions.map((session) => (
            <Row key={session.id}>
              <Cell>
                {deviceOf(session.userAgent) ?? t("settings.sessions.unknown")}{" "}
                {session.current ? <Badge tone="green">{t("settings.sessions.current")}</Badge> : null}
              </Cell>
              <Cell>
                <When at={session.createdAt} format="datetime" />
              </Cell>
              <Cell>
                {session.current ? null : (
                  <PlainForm method="post">
                    <Button variant="ghost" size="sm" name="session" value={session.id}>
                      {t("settings.sessions.end")}
                    </Button>
                  </PlainForm>
                )}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Page>
  );
}

/** "Firefox, Linux" out of what a browser calls itself; null when it says nothing we know. */
function deviceOf(userAgent: string | null): string | null {
  const found = (names: Record<string, RegExp>) =>
    Object.entries(names).find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0];
  const browser = found({ Edge: /Edg/, Firefox: /Firefox|FxiOS/, Opera: /OPR/, Chrome: /Chrome|CriOS/, Safari: /Safari/ });
  const system = found({ Android: /Android/, iOS: /iPhone|iPad/, Windows: /Windows/, macOS: /Mac OS/, Linux: /Linux/ });
  return [browser, system].filter(Boolean).join(", ") || null;
}
