import { useTranslation } from "react-i18next";
import type { Trace } from "#app/domain/reconciliation/trace.ts";
import { type TraceNode, traceGraph } from "#app/domain/reconciliation/trace-graph.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";

const SIZE = { column: 190, box: 118, height: 46, gap: 22 };
const tones: Record<TraceNode["kind"], string> = {
  segments: "var(--fill-tracked)",
  timesheet: "var(--fill-tracked)",
  bill: "var(--sky)",
  charge: "var(--sky)",
  others: "var(--line-strong)",
  fee: "var(--fill-on-call)",
  tax: "var(--line-strong)",
  stripeFee: "var(--rose)",
  waiting: "var(--fill-manual)",
  payout: "var(--accent)",
  bank: "var(--green)",
};
const halo = { paintOrder: "stroke", stroke: "var(--raised)", strokeWidth: 4, strokeLinejoin: "round" } as const;

/** The money's way drawn: every station a link to its own trace, every arrow with its amount; the same in a table for phones and for those who listen. */
export function TraceGraph({ trace, base }: { trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  const { locale } = useReader();
  const graph = traceGraph(trace);
  if (!graph || graph.edges.length === 0) return null;
  const places = placed(graph.nodes);
  const height = Math.max(...[...places.values()].map((place) => place.y)) + SIZE.height + 4;
  const width = SIZE.column * 6 + SIZE.box + 4;
  const nameOf = (node: TraceNode) =>
    node.kind === "payout"
      ? t(`payoutStates.${node.label}`)
      : node.kind === "waiting"
        ? t(`trace.graph.${node.label}`)
        : t(`trace.graph.${node.kind}`);
  const amountOf = (one: { amount: bigint; currency: string }) => formatMoney(money(one.amount, one.currency), locale);
  const find = (key: string) => graph.nodes.find((node) => node.key === key)!;
  return (
    <Card title={t("trace.graph.title")}>
      <div className="hidden overflow-x-auto md:block">
        <svg viewBox={`0 0 ${width} ${height}`} className="w-full min-w-[52rem]">
          <title>{t("trace.way")}</title>
          <defs>
            <marker id="trace-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0,0 L8,4 L0,8 Z" fill="var(--line-strong)" />
            </marker>
          </defs>
          {graph.edges.map((edge) => {
            const [from, to] = [places.get(edge.from)!, places.get(edge.to)!];
            const [x1, y1, x2, y2] = [from.x + SIZE.box, from.y + SIZE.height / 2, to.x - 2, to.y + SIZE.height / 2];
            const middle = x2 - (SIZE.column - SIZE.box) / 2;
            return (
              <g key={`${edge.from} ${edge.to}`}>
                <path
                  d={`M${x1},${y1} C${x1 + 40},${y1} ${x2 - 40},${y2} ${x2},${y2}`}
                  fill="none"
                  stroke={edge.failed ? "var(--red)" : "var(--line-strong)"}
                  strokeWidth={1.5}
                  strokeDasharray={edge.failed ? "5 4" : undefined}
                  markerEnd="url(#trace-arrow)"
                />
                <text x={middle} y={y2 - 7} textAnchor="middle" fontSize={11} fill="var(--soft)" {...halo}>
                  {amountOf(edge)}
                </text>
              </g>
            );
          })}
          {graph.nodes.map((node) => {
            const { x, y } = places.get(node.key)!;
            const box = (
              <>
                <rect
                  x={x}
                  y={y}
                  width={SIZE.box}
                  height={SIZE.height}
                  rx={8}
                  fill="var(--raised)"
                  stroke={node.failed ? "var(--red)" : "var(--line-strong)"}
                />
                <rect x={x} y={y} width={5} height={SIZE.height} rx={2} fill={node.failed ? "var(--red)" : tones[node.kind]} />
                <text x={x + 13} y={y + 18} fontSize={12} fontWeight={600} fill="var(--ink)">
                  {nameOf(node)}
                </text>
                <text x={x + 13} y={y + 35} fontSize={12} fill="var(--soft)">
                  {amountOf(node)}
                </text>
              </>
            );
            return node.link ? (
              <a
                key={node.key}
                href={`${base}/${node.link.kind}/${node.link.id}`}
                aria-label={`${nameOf(node)}, ${amountOf(node)}`}
                className="outline-offset-2 focus-visible:outline-2 focus-visible:outline-accent"
              >
                {box}
              </a>
            ) : (
              <g key={node.key}>{box}</g>
            );
          })}
        </svg>
      </div>
      <details className="md:mt-3" open={false}>
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
            <Row key={`${edge.from} ${edge.to}`}>
              <Cell>{nameOf(find(edge.from))}</Cell>
              <Cell>{nameOf(find(edge.to))}</Cell>
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

/** Stations of a column below each other; a column of fewer stands in the middle of the tallest. */
function placed(nodes: TraceNode[]): Map<string, { x: number; y: number }> {
  const step = SIZE.height + SIZE.gap;
  const counts = new Map<number, number>();
  for (const { column } of nodes) counts.set(column, (counts.get(column) ?? 0) + 1);
  const tallest = Math.max(...counts.values());
  const seen = new Map<number, number>();
  const places = new Map<string, { x: number; y: number }>();
  for (const { key, column } of nodes) {
    const index = seen.get(column) ?? 0;
    seen.set(column, index + 1);
    places.set(key, { x: column * SIZE.column + 2, y: 2 + ((tallest - counts.get(column)!) * step) / 2 + index * step });
  }
  return places;
}
