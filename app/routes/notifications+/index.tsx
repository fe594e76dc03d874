import { redirect } from "@remix-run/node";
import { Link, Form as PlainForm, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { NOTIFICATIONS_A_PAGE, notificationsOf } from "#app/domain/notifications/inbox.server.ts";
import { readableParams } from "#app/domain/notifications/notification.ts";
import { readAllNotifications } from "#app/domain/notifications/read-notification.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { intlLocale, type Locale } from "#app/i18n/i18n.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PersonalShell } from "#app/ui/shell/area-shell.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("notifications:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireViewer(context);
  const page = pageOf(url);
  const onlyUnread = url.searchParams.has("unread");
  const { rows, total } = await notificationsOf(context.db, actor, { page, unread: onlyUnread });
  return { rows, page, pages: pagesOf(total, NOTIFICATIONS_A_PAGE), onlyUnread, unread: context.unread };
});

export const action = actionOf(async ({ context }) => {
  const { actor } = requireViewer(context);
  await context.db.transaction((tx) => readAllNotifications(tx, {}, contextOf(actor, context)));
  return redirect("/notifications");
});

export default function Notifications() {
  const { rows, page, pages, onlyUnread, unread } = useLoaderData<typeof loader>();
  const { t, i18n } = useTranslation("notifications");
  const intl = intlLocale[i18n.language as Locale] ?? intlLocale.en;
  return (
    <PersonalShell>
      <div className="mx-auto w-full max-w-3xl">
        <Page
          title={t("title")}
          actions={
            unread > 0 ? (
              <PlainForm method="post" action="/notifications?index">
                <Button variant="secondary">{t("readAll")}</Button>
              </PlainForm>
            ) : null
          }
        >
          <LinkTabs
            items={[
              { to: "/notifications", label: t("all"), active: !onlyUnread },
              { to: "/notifications?unread", label: t("unread"), count: unread, active: onlyUnread },
            ]}
          />
          {rows.length === 0 ? (
            <EmptyState title={t(onlyUnread ? "noneUnread" : "none")}>{t(onlyUnread ? "noneUnreadText" : "noneText")}</EmptyState>
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
              {rows.map((row) => (
                <li key={row.id} className="grid gap-0.5 p-3">
                  <span className="flex items-start justify-between gap-3">
                    <Link
                      to={`/notifications/${row.id}`}
                      className={`min-w-0 break-words hover:underline ${row.readAt ? "text-soft" : "font-semibold"}`}
                    >
                      {t(`kinds.${row.kind}`, readableParams(row.params, intl))}
                    </Link>
                    {row.readAt ? null : <Badge tone="teal">{t("new")}</Badge>}
                  </span>
                  <span className="text-faint text-sm">
                    <When at={row.createdAt} format="datetime" />
                  </span>
                </li>
              ))}
            </ul>
          )}
          <Pager page={page} pages={pages} />
        </Page>
      </div>
    </PersonalShell>
  );
}
