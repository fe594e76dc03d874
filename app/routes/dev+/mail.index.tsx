import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { demoOutbox } from "#app/domain/notifications/demo-outbox.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PersonalShell } from "#app/ui/shell/area-shell.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("notifications:outbox.title");

const A_PAGE = 30;

export const loader = loaderOf(async ({ context, url }) => {
  if (!context.demo) throw new NotFound();
  const page = pageOf(url);
  const { rows, total } = await demoOutbox(context.env, { q: url.searchParams.get("q") ?? "", page, size: A_PAGE });
  return { rows, page, pages: pagesOf(total, A_PAGE), smtp: Boolean(context.env.SMTP_URL) };
});

export default function Outbox() {
  const { rows, page, pages, smtp } = useLoaderData<typeof loader>();
  const { t } = useTranslation("notifications");
  return (
    <PersonalShell>
      <Page title={t("outbox.title")} subtitle={t(smtp ? "outbox.smtp" : "outbox.subtitle")}>
        <SearchBar name="q" placeholder={t("outbox.search")} />
        {rows.length === 0 ? (
          <EmptyState title={t("outbox.none")}>{t("outbox.noneText")}</EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
            {rows.map((mail) => (
              <li key={mail.id} className="grid gap-0.5 p-3">
                <Link to={`/dev/mail/${mail.id}`} className="break-words font-medium hover:underline">
                  {mail.subject}
                </Link>
                <span className="flex flex-wrap gap-x-3 text-soft text-sm">
                  <span className="break-all">{mail.to}</span>
                  <When at={mail.sentAt} format="datetime" />
                </span>
              </li>
            ))}
          </ul>
        )}
        <Pager page={page} pages={pages} />
      </Page>
    </PersonalShell>
  );
}
