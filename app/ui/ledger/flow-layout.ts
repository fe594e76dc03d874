export interface FlowNode {
  key: string;
  /** 0 from the left. */
  column: number;
  amount: bigint;
  /** The node this one is a part of. */
  from?: string;
}

export interface PlacedNode extends FlowNode {
  x: number;
  y: number;
  height: number;
  /** Where the band leaves the node it comes from. */
  band: { fromY: number } | null;
}

export const FLOW = { width: 760, node: 12, gap: 10, least: 30, scale: 170 };

/**
 * Places the nodes of a flow that only splits: heights by amount, never so close that two labels touch.
 * @returns the nodes and the height of the picture, in its own units
 */
export function placeFlow(nodes: FlowNode[]): { nodes: PlacedNode[]; height: number } {
  const columns = Math.max(...nodes.map((node) => node.column)) + 1;
  const whole = nodes.filter((node) => node.column === 0).reduce((sum, node) => sum + node.amount, 0n);
  const heightOf = (amount: bigint) => Math.max(3, whole === 0n ? 0 : (Number(amount) / Number(whole)) * FLOW.scale);
  const room = FLOW.width - 190;
  const placed = new Map<string, PlacedNode>();
  let height = 0;
  for (let column = 0; column < columns; column++) {
    let y = 0;
    for (const node of nodes.filter((one) => one.column === column)) {
      const x = columns === 1 ? 0 : (column / (columns - 1)) * room;
      const own = heightOf(node.amount);
      placed.set(node.key, { ...node, x, y, height: own, band: null });
      y += Math.max(own, FLOW.least) + FLOW.gap;
    }
    height = Math.max(height, y - FLOW.gap);
  }
  for (const parent of placed.values()) {
    let fromY = parent.y;
    for (const child of placed.values()) {
      if (child.from !== parent.key) continue;
      child.band = { fromY };
      fromY += child.height;
    }
  }
  return { nodes: [...placed.values()], height };
}
