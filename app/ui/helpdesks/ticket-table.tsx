import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { TicketLine } from "#app/domain/helpdesks/ticket-lines.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useSpanText } from "./span-text.ts";

/** The tickets behind an agent's figures; each leads to its timeline. */
export function TicketTable({ tickets, to }: { tickets: TicketLine[]; to: (ticket: TicketLine) => string }) {
  const { t } = useTranslation("helpdesks");
  const span = useSpanText();
  if (tickets.length === 0) return <p className="text-soft text-sm">{t("metrics.noTickets")}</p>;
  return (
    <Table
      caption={t("metrics.tickets")}
      columns={[
        { key: "ticket", label: t("columns.ticket") },
        { key: "last", label: t("metrics.last") },
        { key: "events", label: t("columns.events"), align: "right" },
        { key: "first", label: t("figures.firstResponse.name"), align: "right" },
        { key: "hand", label: t("metrics.inHand"), align: "right" },
        { key: "solved", label: t("figures.solved.name") },
        { key: "reopened", label: t("figures.reopened.name"), align: "right" },
        { key: "csat", label: t("figures.csat.name"), align: "right" },
      ]}
    >
      {tickets.map((ticket) => (
        <Row key={`${ticket.connectionId} ${ticket.ticketId}`}>
          <Cell>
            <Link to={to(ticket)} className="font-medium text-accent hover:underline">
              {ticket.ticketId}
            </Link>
          </Cell>
          <Cell className="whitespace-nowrap">
            <When at={ticket.lastAt} />
          </Cell>
          <Cell numeric>{ticket.events}</Cell>
          <Cell numeric>{ticket.firstResponse === null ? "–" : span(ticket.firstResponse)}</Cell>
          <Cell numeric>{ticket.inHandSeconds > 0 ? span(ticket.inHandSeconds) : "–"}</Cell>
          <Cell>{ticket.solved ? t("metrics.yes") : "–"}</Cell>
          <Cell numeric>{ticket.reopened || "–"}</Cell>
          <Cell numeric>{ticket.scores.join(", ") || "–"}</Cell>
        </Row>
      ))}
    </Table>
  );
}

/** Where a ticket's timeline stands. @param base "/business/metrics/ticket" or the agent's */
export function ticketAddress(base: string, { connectionId, ticketId }: { connectionId: string; ticketId: string }): string {
  return `${base}?${new URLSearchParams({ connection: connectionId, id: ticketId })}`;
}
