import type { TraceGraph, TraceNode } from "./trace-station.ts";

/** So many contract-weeks and bonuses are drawn one by one. */
export const WEEKS_IN_PICTURE = 8;

export function needsCollapse({ nodes }: TraceGraph): boolean {
  return nodes.filter(isWork).length > WEEKS_IN_PICTURE;
}

/**
 * The same picture by sums: stations of one kind, week, currency and state are one station that stands for them all. Of more than eight
 * weeks the latest seven are told apart; what is before them is one more, "earlier". Not a cent is lost: amounts add up.
 */
export function collapsed({ nodes, edges }: TraceGraph): TraceGraph {
  const weeks = [...new Set(nodes.filter(isWork).map((node) => node.week))].sort().reverse();
  const oldest = weeks.length > WEEKS_IN_PICTURE ? weeks[WEEKS_IN_PICTURE - 2]! : weeks.at(-1)!;
  const groups = new Map<string, TraceNode>();
  const groupOf = new Map<string, string>();
  for (const node of nodes) {
    const week = node.week < oldest ? "earlier" : node.week;
    const key = [node.kind, week, node.currency, node.state, node.failed].join(":");
    groupOf.set(node.key, key);
    const known = groups.get(key);
    if (!known) groups.set(key, { ...node, key, week });
    else
      groups.set(key, {
        ...known,
        amount: known.amount + node.amount,
        count: known.count + node.count,
        name: known.name === node.name ? known.name : null,
        link: null,
      });
  }
  const merged = new Map<string, TraceGraph["edges"][number]>();
  for (const edge of edges) {
    const [from, to] = [groupOf.get(edge.from)!, groupOf.get(edge.to)!];
    const key = [from, to, edge.currency, edge.failed, edge.ahead].join(" ");
    merged.set(key, { ...edge, from, to, amount: (merged.get(key)?.amount ?? 0n) + edge.amount });
  }
  return { nodes: [...groups.values()].sort((a, b) => order(a) - order(b)), edges: [...merged.values()] };
}

const isWork = ({ kind }: TraceNode) => kind === "timesheet" || kind === "bonus";
/** "earlier" stands above the weeks. */
const order = ({ week }: TraceNode) => (week === "earlier" ? 0 : 1);
