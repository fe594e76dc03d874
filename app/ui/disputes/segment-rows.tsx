import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { fillOf } from "#app/ui/diary/segment-marks.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";

export interface NamedSegment {
  id: string;
  startedAt: Date;
  minutes: number;
  pay: bigint;
  kind: "tracked" | "on-call" | "in-queue" | "manual";
  memo: string;
  activeMinutes: number;
  source: string;
  receivedAt: Date;
  upheld: boolean | null;
}

interface Props {
  segments: NamedSegment[];
  currency: string;
  zone: string;
  /** While it is decided: which are ticked, and what a tick does. */
  ticks?: { ticked: ReadonlySet<string>; toggle(id: string): void };
}

/** The segments that a dispute names, each with what the diary knows of it. */
export function SegmentRows({ segments, currency, zone, ticks }: Props) {
  const { t } = useTranslation("disputes");
  const { locale } = useReader();
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const span = ({ startedAt, minutes }: NamedSegment) =>
    `${day.format(startedAt)}, ${time.format(startedAt)}–${time.format(addMinutes(startedAt, minutes))}`;
  const decided = segments.some((one) => one.upheld !== null);
  return (
    <div className="max-h-[40rem] overflow-y-auto">
      <Table
        caption={t("detail.segments")}
        columns={[
          ...(ticks ? [{ key: "tick", label: t("decide.upheld") }] : []),
          { key: "time", label: t("fields.time", { zone }) },
          { key: "kind", label: t("fields.evidence") },
          { key: "active", label: t("fields.active"), align: "right" },
          { key: "pay", label: t("fields.pay"), align: "right" },
          ...(decided ? [{ key: "outcome", label: t("fields.outcome") }] : []),
        ]}
      >
        {segments.map((one) => (
          <Row key={one.id}>
            {ticks ? (
              <Cell>
                <input
                  type="checkbox"
                  name="upheld"
                  value={one.id}
                  checked={ticks.ticked.has(one.id)}
                  onChange={() => ticks.toggle(one.id)}
                  aria-label={t("decide.upheldOne", { time: span(one) })}
                  className="size-5 accent-(--accent)"
                />
              </Cell>
            ) : null}
            <Cell className="tabular whitespace-nowrap">
              <span
                className={`mr-2 inline-block size-3 rounded-[2px] ${fillOf({ ...one, overLimit: false, deletedAt: null })}`}
              />
              {span(one)}
            </Cell>
            <Cell className="min-w-36">
              {t(`diary:kinds.${one.kind}`)}
              {one.source === "web" ? null : <span className="text-soft"> · {t(`detail.source.${one.source}`)}</span>}
              {one.memo ? <span className="block text-soft text-xs">{one.memo}</span> : null}
            </Cell>
            <Cell numeric>{t("detail.activeOf", { active: one.activeMinutes, minutes: one.minutes })}</Cell>
            <Cell numeric>
              <MoneyText value={money(one.pay, currency)} />
            </Cell>
            {decided ? (
              <Cell>
                {one.upheld === null ? null : (
                  <Badge tone={one.upheld ? "violet" : "green"}>{t(one.upheld ? "detail.givenBack" : "detail.agentKeeps")}</Badge>
                )}
              </Cell>
            ) : null}
          </Row>
        ))}
      </Table>
    </div>
  );
}
