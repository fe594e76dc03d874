// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text
import type { Planted } from "#tests/faults/plant.ts";

/** A defect that is planted for a while: in the tracker's code as the browser runs it, or in the web process. The suite has to catch it. */
export interface Mutant extends Planted {
  where: "tracker" | "web";
  why: string;
  /** Taken out of the database as well. */
  sql?: string;
  /** How long it takes to show, where that is longer than most take. */
  steps?: number;
}

const OVERLAPS = `do $$ declare c record; begin
  for c in select conrelid::regclass as t, conname from pg_constraint where contype = 'x' and conrelid::regclass::text like 'segments%' loop
    execute format('alter table %s drop constraint %I', c.t, c.conname); end loop; end $$`;

export const mutants: Mutant[] = [
  {
    name: "forgotten-before-the-answer",
    where: "tracker",
    file: "app/ui/diary/sync-tracker.ts",
    find: "    const sentAt = state.clock ?",
    replace: "    await change(agentId, () => ({ done: batch.map((one) => one.id) }));\n    const sentAt = state.clock ?",
    why: "what was sent is forgotten before the server has answered",
  },
  {
    name: "another-id-each-time",
    where: "tracker",
    file: "app/ui/diary/sync-tracker.ts",
    find: "        id,\n        contractId,",
    replace: "        id: crypto.randomUUID(),\n        contractId,",
    why: "a segment goes out under a new id each time, so no answer is about it",
  },
  {
    name: "duplicate-is-a-refusal",
    where: "tracker",
    file: "app/domain/diary/outbox.ts",
    find: 'if (verdict.verdict !== "refused") return [];',
    replace:
      'if (verdict.verdict === "duplicate") return [{ ...entry, refused: { key: "diary:refused.idTaken", params: {} } }];\n  if (verdict.verdict !== "refused") return [];',
    why: "what was sent twice is told to the agent as refused",
  },
  {
    name: "overlap-drops-the-rest",
    where: "tracker",
    file: "app/domain/diary/outbox.ts",
    find: "const rest = without(entry, taken);",
    replace: "const rest: OutboxEntry[] = [];",
    why: "where another device has recorded a part, the other minutes go too",
  },
  {
    name: "cut-and-not-kept",
    where: "tracker",
    file: "app/ui/diary/tracker-store.ts",
    find: "    ...made.map((one) => outbox.put(one)),\n",
    replace: "",
    why: "the state moves on and its segments are not kept on the device",
  },
  {
    name: "wrong-clock-is-a-refusal",
    where: "tracker",
    file: "app/domain/diary/outbox.ts",
    find: "if (verdict.retry || key === CLOCK) return [entry];",
    replace: "",
    steps: 240,
    why: "a clock that was set costs the segments it was cut by",
  },
  {
    name: "moved-by-nothing",
    where: "tracker",
    file: "app/domain/diary/outbox.ts",
    find: "const start = entry.startedAt + minutes * MINUTE_MS;",
    replace: "const start = entry.startedAt;",
    steps: 240,
    why: "what was cut by a wrong clock goes out as it was cut",
  },
  {
    name: "leaf-left-out",
    where: "web",
    file: "app/domain/diary/append-chain.server.ts",
    find: "const leaves = segments.map(",
    replace: "const leaves = segments.slice(1).map(",
    why: "the chain does not cover all that was received",
  },
  {
    name: "accepted-though-it-failed",
    where: "web",
    file: "app/domain/diary/receive-segments-flow.server.ts",
    find: "if (!(error instanceof NotFound || error instanceof Forbidden)) throw error;",
    replace:
      'if (!(error instanceof NotFound || error instanceof Forbidden)) {\n        for (const { index, segment } of group) verdicts[index] = { id: segment.id, verdict: "accepted" };\n        continue;\n      }',
    why: "the agent is told that segments are safe which were not stored",
  },
  {
    name: "overlaps-allowed",
    where: "web",
    file: "app/domain/diary/record-segments.server.ts",
    find: "    if (clash) {",
    replace: "    if (clash && clash.id === id) {",
    sql: OVERLAPS,
    why: "two devices of one agent are both paid for the same minutes",
  },
  {
    name: "stored-under-another-id",
    where: "web",
    file: "app/domain/diary/record-segments.server.ts",
    find: "      select id, ${contractId}, ${agentId}, week,",
    replace: "      select gen_random_uuid(), ${contractId}, ${agentId}, week,",
    why: "what is sent again is not known again",
  },
];
