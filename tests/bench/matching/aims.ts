import type { Findings } from "#tests/bench/run.ts";
import { classes } from "./roles.ts";

const atMost = (most: number, metric: number | undefined, unit = "") => ({
  aim: `at most ${most}${unit}`,
  met: (metric ?? Number.NaN) <= most,
});
const atLeast = (least: number, metric: number | undefined) => ({
  aim: `at least ${least}`,
  met: (metric ?? Number.NaN) >= least,
});

/** The aims of matching.md that hold at a size; what was not measured is missed. */
export function aimsOf(agents: number, metrics: Record<string, number>): Findings["aims"] {
  const aims: Findings["aims"] = {
    oracle_equal: atLeast(200, metrics.oracle_equal),
    oracle_equal_after_churn: atLeast(200, metrics.oracle_equal_after_churn),
    churn_latency_ratio: atMost(1.3, metrics.churn_latency_ratio),
    updates_per_second: atLeast(5000, metrics.updates_per_second),
    visible_p99_ms: atMost(1000, metrics.visible_p99_ms, " ms"),
  };
  for (const [place, kind] of classes.entries()) {
    if (agents === 1_000_000) {
      aims[`vs_duckdb_${kind}`] = atLeast([200, 250, 250][place]!, metrics[`vs_duckdb_${kind}`]);
      aims[`vs_gin_${kind}`] = atLeast(60, metrics[`vs_gin_${kind}`]);
    }
    if (agents === 10_000_000) {
      aims[`matcher_p50_ms_${kind}`] = atMost([0.8, 0.6, 0.4][place]!, metrics[`matcher_p50_ms_${kind}`], " ms");
      aims[`http_p50_ms_${kind}`] = atMost(2, metrics[`http_p50_ms_${kind}`], " ms");
      aims[`http_p95_ms_${kind}`] = atMost(5, metrics[`http_p95_ms_${kind}`], " ms");
    }
  }
  return aims;
}
