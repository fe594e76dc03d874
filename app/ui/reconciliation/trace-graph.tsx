import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Trace } from "#app/domain/reconciliation/trace.ts";
import { traceGraph } from "#app/domain/reconciliation/trace-graph.ts";
import type { StationKind, TraceEdge, TraceNode } from "#app/domain/reconciliation/trace-station.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { inColumns, labelOf, type Place, placed, STATION } from "./trace-places.ts";

const tones: Record<StationKind, string> = {
  segments: "var(--fill-tracked)",
  timesheet: "var(--fill-tracked)",
  bonus: "var(--fill-tracked)",
  bill: "var(--sky)",
  credit: "var(--sky)",
  charge: "var(--sky)",
  termsInvoice: "var(--sky)",
  owed: "var(--fill-manual)",
  givenUp: "var(--rose)",
  borne: "var(--rose)",
  repaid: "var(--fill-on-call)",
  advance: "var(--fill-manual)",
  transfer: "var(--accent)",
  pay: "var(--accent)",
  others: "var(--line-strong)",
  tax: "var(--line-strong)",
  fee: "var(--fill-on-call)",
  refund: "var(--rose)",
  surplus: "var(--rose)",
  chargeback: "var(--red)",
  payout: "var(--accent)",
  available: "var(--fill-manual)",
  pending: "var(--fill-manual)",
  held: "var(--fill-on-call)",
  stripeFee: "var(--rose)",
  bank: "var(--green)",
  recovered: "var(--fill-on-call)",
};
const halo = { paintOrder: "stroke", stroke: "var(--raised)", strokeWidth: 4, strokeLinejoin: "round" } as const;

/**
 * The money's way drawn: every station a link to its own trace, every arrow with its amount. On a phone the stations stand below each
 * other, each with what came to it; for those who listen there is the same in a table.
 */
export function TraceGraph({ trace, base }: { trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  const words = useStationWords();
  const graph = traceGraph(trace);
  if (!graph || graph.edges.length === 0) return null;
  const { places, width, height } = placed(graph);
  const find = (key: string) => graph.nodes.find((node) => node.key === key)!;
  const several = graph.nodes.some((node) => node.count > 1);
  return (
    <Card title={t("trace.graph.title")}>
      {several ? <p className="mb-2 text-soft text-sm">{t("trace.graph.bySums")}</p> : null}
      <div className="hidden overflow-x-auto md:block">
        <svg viewBox={`0 0 ${width} ${height}`} className="w-full" style={{ minWidth: width * 0.72 }}>
          <title>{t("trace.way")}</title>
          <defs>
            <marker id="trace-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0,0 L8,4 L0,8 Z" fill="var(--line-strong)" />
            </marker>
          </defs>
          {graph.edges.map((edge) => (
            <Arrow key={edgeKey(edge)} edge={edge} from={places.get(edge.from)!} to={places.get(edge.to)!} />
          ))}
          {graph.nodes.map((node) => (
            <Station key={node.key} node={node} place={places.get(node.key)!} base={base} />
          ))}
          {graph.edges.map((edge) => (
            <text key={edgeKey(edge)} {...labelOf(edge, places)} textAnchor="middle" fontSize={11} fill="var(--soft)" {...halo}>
              {words.amount(edge)}
            </text>
          ))}
        </svg>
      </div>
      <StationList nodes={graph.nodes} edges={graph.edges} base={base} />
      {graph.edges.some((edge) => edge.ahead) ? (
        <p className="mt-2 hidden text-soft text-xs md:block">{t("trace.graph.dashed")}</p>
      ) : null}
      <details className="mt-3">
        <summary className="cursor-pointer text-accent text-sm">{t("trace.graph.asTable")}</summary>
        <Table
          caption={t("trace.graph.asTable")}
          columns={[
            { key: "from", label: t("trace.graph.from") },
            { key: "to", label: t("trace.graph.to") },
            { key: "amount", label: t("fields.amount"), align: "right" },
          ]}
        >
          {graph.edges.map((edge) => (
            <Row key={edgeKey(edge)}>
              <Cell>{words.full(find(edge.from))}</Cell>
              <Cell>
                {words.full(find(edge.to))}
                {edge.ahead ? <span className="text-soft"> ({t("trace.ahead")})</span> : null}
              </Cell>
              <Cell numeric>
                <MoneyText value={money(edge.amount, edge.currency)} />
              </Cell>
            </Row>
          ))}
        </Table>
      </details>
    </Card>
  );
}

const edgeKey = (edge: TraceEdge) => `${edge.from} ${edge.to} ${edge.failed} ${edge.ahead}`;

/** Of these one wants to know the week. */
const ofWeek = new Set<StationKind>(["segments", "timesheet", "bonus", "bill"]);

/** What a station is called, and the small words below its amount. */
function useStationWords() {
  const { t } = useTranslation("reconciliation");
  const { locale } = useReader();
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const name = (node: TraceNode) => t(`trace.graph.${node.kind}`);
  const note = ({ kind, week, state, name: called, count }: TraceNode) =>
    [
      count > 1 ? t("trace.graph.many", { count }) : null,
      state ? (kind === "payout" ? t(`payoutStates.${state}`) : t(`trace.graph.states.${state}`)) : null,
      called ? (kind === "bank" ? `···· ${called}` : called) : null,
      week === "earlier"
        ? t("trace.graph.earlier")
        : count > 1 || ofWeek.has(kind)
          ? date.format(new Date(`${week}T00:00Z`))
          : null,
    ]
      .filter(Boolean)
      .join(" · ");
  const amount = (one: { amount: bigint; currency: string }) => formatMoney(money(one.amount, one.currency), locale);
  const full = (node: TraceNode) => [name(node), note(node)].filter(Boolean).join(", ");
  return { name, note, amount, full };
}

function Arrow({ edge, from, to }: { edge: TraceEdge; from: Place; to: Place }) {
  const [x1, y1] = [from.x + STATION.width, from.y + STATION.height / 2];
  const [x2, y2] = [to.x - 2, to.y + to.entry.get(edge.from)!];
  return (
    <path
      d={`M${x1},${y1} C${x1 + 40},${y1} ${x2 - 40},${y2} ${x2},${y2}`}
      fill="none"
      stroke={edge.failed ? "var(--red)" : "var(--line-strong)"}
      strokeWidth={1.5}
      strokeDasharray={edge.failed || edge.ahead ? "5 4" : undefined}
      markerEnd="url(#trace-arrow)"
    />
  );
}

function Station({ node, place: { x, y }, base }: { node: TraceNode; place: Place; base: string }) {
  const words = useStationWords();
  const { width, height } = STATION;
  const box = (
    <>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={8}
        fill="var(--raised)"
        stroke={node.failed ? "var(--red)" : "var(--line-strong)"}
      />
      <rect x={x} y={y} width={5} height={height} rx={2} fill={node.failed ? "var(--red)" : tones[node.kind]} />
      <text x={x + 13} y={y + 17} fontSize={12} fontWeight={600} fill="var(--ink)">
        {words.name(node)}
      </text>
      <text x={x + 13} y={y + 34} fontSize={12} fill="var(--ink)">
        {words.amount(node)}
      </text>
      <text x={x + 13} y={y + 50} fontSize={10} fill="var(--soft)">
        {words.note(node)}
      </text>
    </>
  );
  return node.link ? (
    <a
      href={`${base}/${node.link.kind}/${node.link.id}`}
      aria-label={`${words.full(node)}, ${words.amount(node)}`}
      className="outline-offset-2 focus-visible:outline-2 focus-visible:outline-accent"
    >
      {box}
    </a>
  ) : (
    <g>{box}</g>
  );
}

/** The picture of a narrow screen. */
function StationList({ nodes, edges, base }: { nodes: TraceNode[]; edges: TraceEdge[]; base: string }) {
  const { t } = useTranslation("reconciliation");
  const words = useStationWords();
  const called = (key: string) => words.name(nodes.find((node) => node.key === key)!);
  return (
    <ol className="grid gap-2 md:hidden">
      {inColumns(nodes)
        .flat()
        .map((node) => {
          const incoming = edges.filter((edge) => edge.to === node.key);
          return (
            <li
              key={node.key}
              className="rounded-lg border border-line border-l-4 px-3 py-2 text-sm"
              style={{ borderLeftColor: node.failed ? "var(--red)" : tones[node.kind] }}
            >
              <span className="flex justify-between gap-3 font-medium">
                {node.link ? (
                  <a href={`${base}/${node.link.kind}/${node.link.id}`} className="text-accent underline">
                    {words.name(node)}
                  </a>
                ) : (
                  words.name(node)
                )}
                <MoneyText value={money(node.amount, node.currency)} />
              </span>
              <span className="block text-soft text-xs">{words.note(node)}</span>
              {incoming.map((edge) => (
                <span key={edgeKey(edge)} className="flex justify-between gap-3 text-soft text-xs">
                  <span>
                    <ArrowLeft className="mr-1 inline size-3" aria-label={t("trace.graph.from")} />
                    {called(edge.from)}
                    {edge.ahead ? ` (${t("trace.ahead")})` : ""}
                  </span>
                  <MoneyText value={money(edge.amount, edge.currency)} />
                </span>
              ))}
            </li>
          );
        })}
    </ol>
  );
}
