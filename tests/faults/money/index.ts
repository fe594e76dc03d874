import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { postgresClient } from "#db/client.server.ts";
import { ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import { ask, startWorker } from "./forked.ts";
import { killWorkers } from "./killing.ts";
import { kinds } from "./kinds.ts";
import type { Told } from "./live-seed.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { seedAbout } from "./stories.ts";
import { deaths } from "./storm.ts";
import { type Place, weather } from "./world.ts";

/** Half of a life is waiting for PostgreSQL. */
const SIDE_BY_SIDE = 8;
/** A broken life shrinks for at most this long; the one that is asked for by name for longer. */
const SHRINK_MS = 10_000;
const SHRINK_ONE_MS = 90_000;
/** A planted defect gets this many seeds to show. */
const SEEDS_A_MUTANT = 30;
/** Every this-many-th seed has the judge before the sandbox. */
const JUDGED = 4;
const TEMPLATE = "template_faults";
const AIM_PER_200 = 20;

/**
 * Random lives of businesses and agents through the real commands and jobs, in a storm of faults and deaths; afterwards nothing may be missing, doubled
 * or unexplained (issue 3, "Show it").
 * Options: --seeds N (200), --kills N (workers killed with SIGKILL on a real queue; 24 from 100 seeds on), --seed K (only that one, with its life printed), --mutate (plants each listed defect instead), --mutant NAME (that one).
 */
export default async function money(args: string[]) {
  const option = (name: string) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const only = option("seed");
  const seeds = only ? [Number(only)] : Array.from({ length: Number(option("seeds") ?? 200) }, (_, i) => i + 1);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-faults-"));
  fs.chmodSync(dir, 0o755);
  const postgres = await startEmbeddedPostgres({ dir, durable: false });
  try {
    await ensureDatabase(postgres, TEMPLATE);
    await migrate(postgres.address(TEMPLATE), path.resolve(import.meta.dirname, "../../../db/migrations"));
    const sql = postgresClient(postgres.address("postgres"), { max: 1 });
    await sql`alter database ${sql(TEMPLATE)} is_template true`;
    await sql.end();
    const { socket } = postgres;
    const chosen = option("mutant") ? mutants.filter((one) => one.name === option("mutant")) : mutants;
    if (args.includes("--mutate") || option("mutant")) return await mutate(chosen, socket);
    const kills = Number(option("kills") ?? (seeds.length >= 100 ? 24 : 0));
    const killing = kills > 0 ? killWorkers(postgres, Math.ceil(kills / 3)) : Promise.resolve(null);
    const killed = killing.catch((error: Error) => ({ kills: 0, broken: [String(error.stack)] }));
    return await storm(seeds, socket, killed);
  } finally {
    await postgres.stop();
    fs.rmSync(dir, { recursive: true, force: true });
    fs.rmSync(postgres.socket, { recursive: true, force: true });
  }
}

const placeOf = (socket: string, seed: number): Place => ({ socket, template: TEMPLATE, judged: seed % JUDGED === 0 });

/** Lives each seed, a few processes side by side; `stop` ends early. A process that dies of itself is a finding too. */
async function liveAll(
  seeds: number[],
  socket: string,
  {
    mutant,
    shrinkMs,
    side = SIDE_BY_SIDE,
    tell,
  }: { mutant?: Mutant; shrinkMs: number; side?: number; tell: (told: Told) => "go on" | "stop" },
): Promise<void> {
  const left = [...seeds];
  const worker = async () => {
    let child: ChildProcess | null = null;
    while (left.length > 0) {
      const seed = left.shift()!;
      child ??= await startWorker(mutant?.name);
      const told = await ask(child, { seed, place: { ...placeOf(socket, seed), struck: mutant?.call }, shrinkMs });
      if (!told) child = null;
      const answer = told ?? {
        seed,
        hits: { faults: {}, calls: {}, steps: {} },
        checks: 0,
        broken: ["the process ended"],
        life: null,
        cpuMs: 0,
      };
      if (tell(answer) === "stop") left.length = 0;
    }
    child?.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(side, seeds.length) }, worker));
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function storm(seeds: number[], socket: string, killing: Promise<Awaited<ReturnType<typeof killWorkers>> | null>) {
  const hits: Told["hits"] = { faults: {}, calls: {}, steps: {} };
  for (const name of [...deaths, ...Object.keys(weather), "job_twice_at_once"]) hits.faults[name] = 0;
  for (const name of kinds) hits.steps[name] = 0;
  let checks = 0;
  let failures = 0;
  let cpu = 0;
  let lived = 0;
  await liveAll(seeds, socket, {
    shrinkMs: seeds.length === 1 ? SHRINK_ONE_MS : SHRINK_MS,
    tell: (told) => {
      lived += 1;
      if (lived % 10 === 0) say(`${lived} of ${seeds.length} seeds, ${failures} broken`);
      checks += told.checks;
      cpu += told.cpuMs;
      for (const of of ["faults", "calls", "steps"] as const)
        for (const [name, n] of Object.entries(told.hits[of])) hits[of][name] = (hits[of][name] ?? 0) + n;
      if (told.broken.length > 0) {
        failures += 1;
        say(`seed ${told.seed} is broken (npm run faults -- money --seed ${told.seed}):`);
        for (const one of told.broken) say(`  ${one}`);
        if (told.life) say(`  in the life ${JSON.stringify(told.life)}`);
      }
      return "go on";
    },
  });
  const killed = await killing;
  if (killed) {
    hits.faults.sigkill_of_the_workers = killed.kills;
    checks += 1;
    if (killed.broken.length > 0) failures += 1;
    for (const one of killed.broken) say(`the killed workers: ${one}`);
  }
  const struck = Object.values(hits.faults).reduce((sum, n) => sum + n, 0);
  const counters = [...Object.values(hits.faults), ...Object.values(hits.calls), ...Object.values(hits.steps)];
  for (const [of, counted] of Object.entries(hits)) {
    say(of);
    for (const [name, n] of Object.entries(counted).sort((x, y) => x[1] - y[1]))
      say(`  ${name.padEnd(72)}${String(n).padStart(8)}`);
  }
  say(`${Math.round(cpu / seeds.length)} ms of CPU a seed, PostgreSQL not counted`);
  const least = Math.min(...counters);
  const aim = Math.floor((AIM_PER_200 * seeds.length) / 200);
  return {
    metrics: { seeds: seeds.length, faults: struck, min_hits: least, checks, failures },
    aims: {
      failures: { aim: "none", met: failures === 0 },
      min_hits: { aim: `every kind of fault, call and step at least ${aim} times`, met: least >= aim },
    },
  };
}

async function mutate(chosen: Mutant[], socket: string) {
  let caught = 0;
  for (const mutant of chosen) {
    const { name, why, about } = mutant;
    let by: Told | null = null;
    let tried = 0;
    await liveAll(
      Array.from({ length: SEEDS_A_MUTANT }, (_, i) => seedAbout(about, i)),
      socket,
      {
        mutant,
        shrinkMs: 0,
        // Most are caught by the first life.
        side: 1,
        tell: (told) => {
          tried += 1;
          if (told.broken.length > 0) by ??= told;
          return by ? "stop" : "go on";
        },
      },
    );
    const found = by as Told | null;
    if (found) caught += 1;
    say(
      `${found ? "caught" : "MISSED"} ${name} (${why}) ${found ? `by seed ${found.seed} after ${tried}: ${found.broken[0]}` : `in ${tried} seeds`}`,
    );
  }
  return {
    metrics: { mutants: chosen.length, mutants_caught: caught },
    aims: { mutants_caught: { aim: "all of at least 10", met: caught === chosen.length && chosen.length >= 10 } },
  };
}
