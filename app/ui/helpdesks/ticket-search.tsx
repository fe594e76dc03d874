import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Card } from "#app/ui/kit/card.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { ticketAddress } from "./ticket-table.tsx";

/** The tickets that moved last, and the way to any other. */
export function TicketSearch({
  connectionId,
  tickets,
  page,
  pages,
}: {
  connectionId: string;
  tickets: { ticketId: string; events: number; lastAt: string }[];
  page: number;
  pages: number;
}) {
  const { t } = useTranslation("helpdesks");
  return (
    <Card title={t("tickets.title")}>
      <SearchBar placeholder={t("tickets.search")} />
      {tickets.length === 0 ? <p className="text-soft text-sm">{t("tickets.none")}</p> : null}
      <ul className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
        {tickets.map((one) => (
          <li key={one.ticketId} className="flex flex-wrap justify-between gap-x-3 border-line border-b py-1">
            <Link
              to={ticketAddress("/business/metrics/ticket", { connectionId, ticketId: one.ticketId })}
              className="min-w-0 break-all text-accent hover:underline"
            >
              {one.ticketId}
            </Link>
            <span className="text-faint">
              {t("tickets.count", { count: one.events })} · <When at={new Date(one.lastAt)} />
            </span>
          </li>
        ))}
      </ul>
      <Pager page={page} pages={pages} />
    </Card>
  );
}
