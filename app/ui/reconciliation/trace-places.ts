import { stationColumn, type TraceEdge, type TraceGraph, type TraceNode } from "#app/domain/reconciliation/trace-station.ts";

/** Of a station and from one to the next, units of the picture. */
export const STATION = { column: 214, width: 140, height: 60, gap: 20 };
/** So many amounts find room where their arrows arrive; those of more stand where they leave. */
const LABELS_AT_ARRIVAL = 2;

export interface Place {
  x: number;
  y: number;
  /** Where each arrow arrives, from the station's top, by the station that it comes from. */
  entry: Map<string, number>;
}

/** Stations of a column below each other, each column in the middle of the tallest; columns without a station take no room. */
export function placed({ nodes, edges }: TraceGraph): { places: Map<string, Place>; width: number; height: number } {
  const step = STATION.height + STATION.gap;
  const columns = inColumns(nodes);
  const tallest = Math.max(...columns.map((column) => column.length));
  const places = new Map<string, Place>();
  for (const [column, stations] of columns.entries())
    for (const [row, { key }] of stations.entries())
      places.set(key, {
        x: column * STATION.column + 2,
        y: 2 + ((tallest - stations.length) * step) / 2 + row * step,
        entry: new Map(),
      });
  for (const { key } of nodes) {
    const place = places.get(key)!;
    const from = [...new Set(edges.filter((edge) => edge.to === key).map((edge) => edge.from))];
    from.sort((a, b) => places.get(a)!.y - places.get(b)!.y);
    for (const [index, one] of from.entries()) place.entry.set(one, (STATION.height * (index + 1)) / (from.length + 1));
  }
  return { places, width: (columns.length - 1) * STATION.column + STATION.width + 4, height: tallest * step - STATION.gap + 4 };
}

/** Where the amount of an arrow is written. */
export function labelOf({ from, to }: TraceEdge, places: Map<string, Place>): { x: number; y: number } {
  const [begin, end] = [places.get(from)!, places.get(to)!];
  const half = (STATION.column - STATION.width) / 2;
  return end.entry.size > LABELS_AT_ARRIVAL
    ? { x: begin.x + STATION.width + half, y: begin.y + STATION.height / 2 - 6 }
    : { x: end.x - half, y: end.y + end.entry.get(from)! - 6 };
}

/** The stations of each column that has any, from the left. */
export function inColumns(nodes: TraceNode[]): TraceNode[][] {
  const columns = [...new Set(nodes.map((node) => stationColumn[node.kind]))].sort((a, b) => a - b);
  return columns.map((column) => nodes.filter((node) => stationColumn[node.kind] === column));
}
