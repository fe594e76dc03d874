import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { EventKind } from "#app/domain/helpdesks/helpdesk-event.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useSpanText } from "./span-text.ts";

interface Whose {
  contractId: string | null;
  name: string | null;
  somebody: boolean;
}
interface Story {
  connection: { name: string };
  ticketId: string;
  more: number;
  events: {
    id: string;
    kind: EventKind;
    occurredAt: Date;
    score: number | null;
    who: Whose;
    isResponse: boolean;
    segment: {
      id: string;
      contractId: string;
      week: string;
      startedAt: Date;
      minutes: number;
      kind: string;
      memo: string;
    } | null;
  }[];
  firstResponseSeconds: number | null;
  hands: { from: Date; to: Date; who: Whose }[];
  undone: number;
}

const tones: Record<EventKind, Tone> = {
  created: "neutral",
  assigned: "neutral",
  taken: "teal",
  replied: "sky",
  waiting: "marigold",
  solved: "green",
  closed: "neutral",
  reopened: "red",
  csat: "violet",
  other: "neutral",
};

/** A ticket from begin to end: what happened, by whom, and in which recorded segment. @param diary address of a contract's diary in a week, where the reader has one */
export function TicketTimeline({
  story,
  back,
  diary,
}: {
  story: Story;
  back: { to: string; label: string };
  diary: (contractId: string, week: string) => string;
}) {
  const { t } = useTranslation("helpdesks");
  const span = useSpanText();
  return (
    <Page
      title={t("ticket.title", { ticket: story.ticketId })}
      back={back}
      aside={
        <>
          <Card>
            <Facts
              items={[
                { label: t("ticket.helpdesk"), value: story.connection.name },
                {
                  label: t("ticket.responseAfter"),
                  value: story.firstResponseSeconds === null ? "–" : span(story.firstResponseSeconds),
                },
                { label: t("ticket.undone"), value: story.undone || "–" },
              ]}
            />
          </Card>
          <Card title={t("ticket.hands")}>
            {story.hands.length === 0 ? <p className="text-soft text-sm">{t("ticket.noHands")}</p> : null}
            <ol className="grid gap-2 text-sm">
              {story.hands.map((one) => (
                <li key={one.from.getTime()}>
                  <span className="block font-medium">
                    <WhoseName who={one.who} /> · {span((one.to.getTime() - one.from.getTime()) / 1000)}
                  </span>
                  <span className="block text-soft">
                    <When at={one.from} /> {t("ticket.until")} <When at={one.to} />
                  </span>
                </li>
              ))}
            </ol>
          </Card>
        </>
      }
    >
      <Table
        caption={t("ticket.timeline")}
        columns={[
          { key: "at", label: t("ticket.at") },
          { key: "what", label: t("ticket.what") },
          { key: "who", label: t("ticket.who") },
          { key: "segment", label: t("ticket.segment") },
        ]}
      >
        {story.events.map((event) => (
          <Row key={event.id}>
            <Cell className="whitespace-nowrap">
              <When at={event.occurredAt} />
            </Cell>
            <Cell>
              <span className="flex flex-wrap gap-1.5">
                <Badge tone={tones[event.kind]}>
                  {t(`events.${event.kind}`)}
                  {event.score === null ? null : ` · ${t("ticket.score", { score: event.score })}`}
                </Badge>
                {event.isResponse ? <Badge>{t("ticket.response")}</Badge> : null}
              </span>
            </Cell>
            <Cell>
              <WhoseName who={event.who} />
            </Cell>
            <Cell>
              {event.segment && event.who.contractId ? (
                <Link
                  to={`${diary(event.segment.contractId, event.segment.week)}#segment-${event.segment.id}`}
                  className="text-accent hover:underline"
                >
                  <When at={event.segment.startedAt} /> · {span(event.segment.minutes * 60)}
                </Link>
              ) : event.who.contractId ? (
                <span className="text-faint">{t("ticket.noSegment")}</span>
              ) : (
                "–"
              )}
            </Cell>
          </Row>
        ))}
      </Table>
      {story.more > 0 ? <p className="text-soft text-sm">{t("ticket.more", { count: story.more })}</p> : null}
    </Page>
  );
}

function WhoseName({ who }: { who: Whose }) {
  const { t } = useTranslation("helpdesks");
  return <>{who.name ?? (who.somebody ? t("ticket.somebody") : t("ticket.nobody"))}</>;
}
