import type { Findings } from "#tests/bench/run.ts";
import { Draw } from "#tests/faults/money/draw.ts";
import { kills, live } from "./life.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { clientCode } from "./tab.ts";
import { openWorld } from "./world.ts";

/** Of an agent's steps, half make a segment; partial ones at presses come on top. */
const STEPS_A_SEGMENT = 2;
const AGENTS = 40;
const AIM = 20;
const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * The tracker's own code on many devices against the product's own API, workers and database, with everything killed at random; afterwards no minute
 * that was acknowledged or cut may be missing or twice (issue 4, "Show it").
 * Options: --segments N (10000), --seed K, --mutate (plants each listed defect instead), --mutant NAME (that one).
 */
export default async function diary(args: string[]): Promise<Findings> {
  const option = (name: string) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const seed = Number(option("seed") ?? 1);
  const chosen = mutants.filter((one) => !option("mutant") || one.name === option("mutant"));
  if (args.includes("--mutate") || option("mutant")) return mutate(chosen, seed);
  const segments = Number(option("segments") ?? 10_000);
  const steps = Math.ceil((segments / AGENTS) * STEPS_A_SEGMENT);
  const { found, hits, ...told } = await run(seed, AGENTS, steps, segments >= 5_000 ? AIM + 2 : 2, null);
  for (const one of found.slice(0, 20)) say(one);
  for (const kind of kills) say(`  ${kind.padEnd(40)}${String(hits[kind]).padStart(8)}`);
  const min_hits = Math.min(...Object.values(hits));
  const aim = Math.floor((AIM * segments) / 10_000);
  const none = (n: number) => ({ aim: "none", met: n === 0 });
  const refused = told.refused.length;
  if (refused > 0) say(`refused: ${JSON.stringify([...new Set(told.refused)])}`);
  return {
    metrics: {
      segments: told.segments,
      acknowledged: told.acknowledged,
      kills: Object.values(hits).reduce((sum, n) => sum + n, 0),
      min_hits,
      lost: told.lost,
      doubled: told.doubled,
      overlapping: told.overlapping,
      misplaced: told.misplaced,
      chains_broken: told.chains,
      left_waiting: told.left,
      refused,
    },
    aims: {
      lost: none(told.lost),
      doubled: none(told.doubled),
      overlapping: none(told.overlapping),
      misplaced: none(told.misplaced),
      chains_broken: none(told.chains),
      left_waiting: none(told.left),
      min_hits: { aim: `every kind of kill at least ${aim} times`, met: min_hits >= aim },
    },
  };
}

async function run(seed: number, agents: number, steps: number, infrastructure: number, mutant: Mutant | null) {
  const world = await openWorld(agents, mutant);
  try {
    const open = await clientCode(mutant ?? undefined);
    return await live(world, open, new Draw(seed), { steps, infrastructure, say: mutant ? () => undefined : say });
  } finally {
    await world.close();
  }
}

async function mutate(chosen: Mutant[], seed: number): Promise<Findings> {
  let caught = 0;
  for (const mutant of chosen) {
    // What shows only when a transaction breaks wants many of them broken.
    const told = await run(seed, 12, mutant.steps ?? 60, mutant.where === "web" ? 12 : 3, mutant).catch((error: Error) => error);
    // A run that broke has judged nothing: a defect that could not be planted looks like one that was caught otherwise.
    const broke = told instanceof Error;
    const words = broke ? String(told.stack) : wrong(told);
    if (words && !broke) caught += 1;
    say(`${broke ? "BROKE" : words ? "caught" : "MISSED"} ${mutant.name} (${mutant.why})${words ? `: ${words}` : ""}`);
  }
  return {
    metrics: { mutants: chosen.length, mutants_caught: caught },
    aims: { mutants_caught: { aim: "all of at least 6", met: caught === chosen.length && chosen.length >= 6 } },
  };
}

/** What must be nothing and is not, in words. */
function wrong(told: Awaited<ReturnType<typeof run>>): string {
  const { lost, doubled, overlapping, misplaced, chains, left, refused } = told;
  // Two devices that worked at once may both have cut a minute: whose is not recorded is told so.
  const refusedWrongly = refused.filter((key) => key !== "diary:refused.overlap").length;
  return Object.entries({ lost, doubled, overlapping, misplaced, chains, left, refusedWrongly })
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name}`)
    .join(", ");
}
