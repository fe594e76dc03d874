import { redirect } from "@remix-run/node";
import { Link, Form as PlainForm, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { homeOf } from "#app/domain/accounts/viewer.ts";
import { NOTIFICATIONS_A_PAGE, notificationsOf } from "#app/domain/notifications/inbox.server.ts";
import { readableParams } from "#app/domain/notifications/notification.ts";
import { readAllNotifications } from "#app/domain/notifications/read-notification.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { intlLocale, type Locale } from "#app/i18n/i18n.ts";
import { QuietShell } from "#app/ui/accounts/quiet-shell.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("notifications:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, viewer } = requireViewer(context);
  const page = pageOf(url);
  const { rows, total, unread } = await notificationsOf(context.db, actor, page);
  return { rows, unread, page, pages: pagesOf(total, NOTIFICATIONS_A_PAGE), home: homeOf(viewer.kind) };
});

export const action = actionOf(async ({ context }) => {
  const { actor } = requireViewer(context);
  await context.db.transaction((tx) => readAllNotifications(tx, {}, contextOf(actor, context)));
  return redirect("/notifications");
});

export default function Notifications() {
  const { rows, unread, page, pages, home } = useLoaderData<typeof loader>();
  const { t, i18n } = useTranslation("notifications");
  const intl = intlLocale[i18n.language as Locale] ?? intlLocale.en;
  return (
    <QuietShell home={home} wide>
      <Page
        title={t("title")}
        back={{ to: home, label: t("back") }}
        actions={
          unread > 0 ? (
            <PlainForm method="post" action="/notifications?index">
              <Button variant="secondary">{t("readAll")}</Button>
            </PlainForm>
          ) : null
        }
      >
        {rows.length === 0 ? (
          <EmptyState title={t("none")}>{t("noneText")}</EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
            {rows.map((row) => (
              <li key={row.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 p-3">
                <Link to={`/notifications/${row.id}`} className={`grow underline ${row.readAt ? "" : "font-semibold"}`}>
                  {t(`kinds.${row.kind}`, readableParams(row.params, intl))}
                </Link>
                {row.readAt ? null : <Badge tone="teal">{t("new")}</Badge>}
                <span className="text-sm text-soft">
                  <When at={row.createdAt} format="datetime" />
                </span>
              </li>
            ))}
          </ul>
        )}
        <Pager page={page} pages={pages} />
      </Page>
    </QuietShell>
  );
}
