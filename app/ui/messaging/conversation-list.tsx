import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Row {
  id: string;
  subject: string;
  lastMessageAt: Date;
  agentId: string;
  agentName: string;
  businessName: string;
  unread: number;
  last: string | null;
}

export function ConversationList({
  area,
  rows,
  page,
  pages,
  narrowed,
}: {
  area: "agent" | "business";
  rows: Row[];
  page: number;
  pages: number;
  /** Searched or filtered: an empty list then means something else. */
  narrowed: boolean;
}) {
  const { t } = useTranslation("messaging");
  const [search] = useSearchParams();
  const to = (unread: boolean) => {
    const next = new URLSearchParams(search);
    next.delete("page");
    unread ? next.set("unread", "1") : next.delete("unread");
    return `/${area}/conversations?${next}`;
  };
  return (
    <Page title={t("title")}>
      <SearchBar
        placeholder={t("search")}
        filters={search.has("unread") ? <input type="hidden" name="unread" value="1" /> : undefined}
      />
      <LinkTabs
        items={[
          { to: to(false), label: t("all"), active: !search.has("unread") },
          { to: to(true), label: t("onlyUnread"), active: search.has("unread") },
        ]}
      />
      {rows.length > 0 ? null : narrowed ? (
        <EmptyState title={t("noMatch")}>{t("noMatchText")}</EmptyState>
      ) : (
        <EmptyState
          title={t("none.title")}
          action={<LinkButton to={area === "agent" ? "/agent/roles" : "/business/roles"}>{t(`none.${area}Action`)}</LinkButton>}
        >
          {t(`none.${area}`)}
        </EmptyState>
      )}
      <ul className="grid gap-2">
        {rows.map((row) => (
          <li key={row.id} className="min-w-0">
            <Link
              to={`/${area}/conversations/${row.id}`}
              className="flex items-center gap-3 rounded-lg border border-line bg-raised p-3 hover:bg-sunken"
            >
              <Avatar id={row.agentId} name={area === "business" ? row.agentName : row.businessName} />
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <span className="font-medium">{area === "business" ? row.agentName : row.businessName}</span>
                  <span className="text-faint text-xs">
                    <When at={row.lastMessageAt} format="relative" />
                  </span>
                </span>
                <span className="block text-soft text-sm">{row.subject}</span>
                <span className={`block truncate text-sm ${row.unread > 0 ? "font-medium" : ""}`}>{row.last}</span>
              </span>
              {row.unread > 0 ? <Badge tone="teal">{t("unread", { count: row.unread })}</Badge> : null}
            </Link>
          </li>
        ))}
      </ul>
      <Pager page={page} pages={pages} />
    </Page>
  );
}
