import type { TraceKind } from "./trace.ts";

/** Stations in the order of the money; a number is a column from the left, and a column that nothing stands in is left out of the picture. */
export const stationColumn = {
  segments: 0,
  timesheet: 1,
  bonus: 1,
  bill: 2,
  credit: 3,
  charge: 3,
  termsInvoice: 3,
  owed: 3,
  givenUp: 3,
  borne: 3,
  repaid: 3,
  advance: 4,
  transfer: 5,
  available: 5,
  pending: 5,
  held: 5,
  pay: 5,
  others: 5,
  tax: 5,
  fee: 5,
  refund: 5,
  surplus: 5,
  chargeback: 5,
  payout: 6,
  stripeFee: 6,
  bank: 7,
  recovered: 7,
} as const;
export type StationKind = keyof typeof stationColumn;

/** A station of the money: where it stands in the picture, what it is, and what passes through it. */
export interface TraceNode {
  key: string;
  kind: StationKind;
  /** "2026-11-09", the Monday it belongs to; "earlier" of what was before the weeks that are drawn one by one. */
  week: string;
  /** The state that its kind has: of a payout, an invoice on terms, an advance, a refund, a chargeback. */
  state: string | null;
  /** A document's number, the last digits of a bank account. */
  name: string | null;
  amount: bigint;
  currency: string;
  /** How many it stands for. */
  count: number;
  link: { kind: TraceKind; id: string } | null;
  failed: boolean;
}

/** Money on its way from one station to the next, to the cent. */
export interface TraceEdge {
  from: string;
  to: string;
  amount: bigint;
  currency: string;
  failed: boolean;
  /** Has not come yet: of a bill that is not paid. */
  ahead: boolean;
}

export interface TraceGraph {
  nodes: TraceNode[];
  edges: TraceEdge[];
}
