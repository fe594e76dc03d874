import { fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buildIndex } from "#app/domain/matching/build-index.ts";
import { type IndexMatcher, startIndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import { MatchIndex } from "#app/domain/matching/match-index.ts";
import type { Matcher } from "#app/domain/matching/matcher.ts";
import { postgresMatcher } from "#app/domain/matching/postgres-matcher.server.ts";
import { Staging } from "#app/domain/matching/staging.ts";
import { log } from "#app/kernel/log.server.ts";
import type { Findings } from "#tests/bench/run.ts";
import { kernelFile } from "#tests/setup/kernel.ts";
import { aimsOf } from "./aims.ts";
import { changeProfiles, makeProbes, turns, untilSeen, watchProbes } from "./churn.ts";
import { BYTES_AN_AGENT, type Database, fill, startDatabase } from "./database.ts";
import { openDuckdb } from "./duckdb.ts";
import { serve } from "./http.ts";
import { type Contender, equalAnswers, type Measured, measuredOf, ofClass, pass, percentile, round } from "./measure.ts";
import { Chance, populationOf } from "./population.ts";
import { type BenchRole, classes, rolesOf } from "./roles.ts";
import { scan } from "./scan.ts";
import type { WorkerReply, WorkerTask } from "./worker.ts";

const LISTED = 20;
const SEED = 20_261_126;
const SAMPLE = 100_000;
const everybody = { newcomers: false };
const peerNames = ["gin", "duckdb", "scan"] as const;
/** From so many agents on, slow peers are asked once a role. */
const MANY = 2_000_000;

const began = performance.now();
const say = (line: string) => process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(6)} s  ${line}\n`);

/**
 * The matcher among its peers (matching.md): the same 200 roles asked of the index in this process, over HTTP, of PostgreSQL, of a scan in
 * JavaScript and of DuckDB, over one population; then while profiles change. `--agents 1000000`; `--peers gin,duckdb,scan` chooses; without
 * gin, or without room for it on the disk, what needs PostgreSQL is left out: HTTP and updates too.
 */
export default async function matching(args: string[]): Promise<Findings> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { agents: text, peers: text, seconds: text } });
  const agents = Number(values.agents ?? 1_000_000);
  const peers = (values.peers ?? peerNames.join()).split(",");
  const unknown = peers.find((one) => !(peerNames as readonly string[]).includes(one));
  if (unknown) throw new Error(`--peers knows ${peerNames.join(", ")}, not "${unknown}"`);

  const person = populationOf(SEED);
  const open = gathered(agents, person);
  say(`${agents} agents made, ${open.count} of them open`);
  const sample = Math.min(agents, SAMPLE);
  const roles = rolesOf(SEED, open, agents, { open: gathered(sample, person), agents: sample });
  say(`${roles.length} roles drawn`);
  const metrics: Record<string, number> = { agents };
  const database = peers.includes("gin") && hasRoom(agents) ? await startDatabase() : null;
  try {
    if (database) {
      await fill(database, agents, person);
      say("PostgreSQL filled");
    }
    const begin = performance.now();
    const matcher = database ? await served(database) : await builtHere(open);
    metrics.build_s = round((performance.now() - begin) / 1000);
    say("index built");
    await compare({ agents, person, open, roles, peers, database, matcher }, metrics);
    if (database && matcher.ready) await change(database, matcher, agents, roles, Number(values.seconds ?? 20), metrics);
    await matcher.close();
  } finally {
    await database?.stop();
  }
  return { metrics, aims: aimsOf(agents, metrics) };
}

function gathered(agents: number, person: ReturnType<typeof populationOf>): Staging {
  const staging = new Staging(Math.ceil(agents * 0.72));
  for (let number = 0; number < agents; number++) {
    const somebody = person(number);
    if (somebody.open) staging.add(somebody.profile);
  }
  return staging;
}

function hasRoom(agents: number): boolean {
  const { bavail, bsize } = fs.statfsSync(os.tmpdir());
  const [free, needed] = [bavail * bsize, agents * BYTES_AN_AGENT + 2e9];
  if (free >= needed) return true;
  const gb = (bytes: number) => (bytes / 1e9).toFixed(0);
  say(
    `PostgreSQL is left out, and with it HTTP and updates: it needs ${gb(needed)} GB of disk at ${os.tmpdir()}, ${gb(free)} are free`,
  );
  return false;
}

/** The index as it stands, without what keeps a web process's own up to date. */
type Still = Matcher & { close(): Promise<void>; ready: null };

/** As a web process has it: read from the database, and kept up to date by it. */
async function served({ db, address, dir }: Database): Promise<IndexMatcher> {
  const matcher = startIndexMatcher({ db, address, file: `${dir}/matcher.index`, kernel: kernelFile(), log });
  await matcher.ready;
  return matcher;
}

async function builtHere(open: Staging): Promise<Still> {
  const kernel = await WebAssembly.compile(fs.readFileSync(kernelFile()));
  const index = await MatchIndex.open(buildIndex(open), kernel);
  return {
    best: async (question, limit, only) => ({ engine: "index", rows: index.best(question, limit, only) }),
    close: async () => undefined,
    ready: null,
  };
}

interface Field {
  agents: number;
  person: ReturnType<typeof populationOf>;
  open: Staging;
  roles: BenchRole[];
  peers: string[];
  database: Database | null;
  matcher: Still | IndexMatcher;
}

const contenderOf =
  (matcher: Matcher): Contender =>
  async ({ question }) =>
    (await matcher.best(question, LISTED, everybody)).rows;

/** Everybody in turns, pass by pass. */
async function compare(field: Field, metrics: Record<string, number>) {
  const { agents, person, open, roles, peers, database, matcher } = field;
  const contenders: Record<string, Contender> = { matcher: contenderOf(matcher) };
  const endings: (() => unknown)[] = [];
  if (database && matcher.ready) {
    const api = await serve(database.db, matcher, roles);
    endings.push(api.close);
    contenders.http = (_, place) => api.best(place, LISTED);
    contenders.gin = contenderOf(postgresMatcher(database.db));
  }
  if (peers.includes("scan")) contenders.scan = ({ question }) => scan(open, question, LISTED);
  if (peers.includes("duckdb"))
    for (const [name, columns] of [
      ["duckdb", "same"],
      ["duckdb_wide", "wide"],
    ] as const) {
      const duckdb = await openDuckdb(columns, agents, person);
      endings.push(duckdb.close);
      contenders[name] = ({ question }) => duckdb.best(question, LISTED);
      say(`${name} filled`);
    }
  const names = Object.keys(contenders);
  const measured = Object.fromEntries(names.map((name) => [name, measuredOf(roles)])) as Record<string, Measured>;
  for (let warm = 0; warm < 5; warm++) await pass(contenders.matcher!, roles, measuredOf(roles));
  if (contenders.http) await pass(contenders.http, roles, measuredOf(roles));
  for (let times = 1; times <= 3; times++)
    for (const name of names) {
      if (agents >= MANY && times > 1 && name !== "matcher" && name !== "http") continue;
      await pass(contenders[name]!, roles, measured[name]!);
      say(`pass ${times} of ${name}`);
    }
  for (const end of endings) await end();
  for (const kind of classes) {
    metrics[`pass_share_${kind}`] = round(
      percentile(
        ofClass(
          roles.map((role) => role.share),
          roles,
          kind,
        ),
        0.5,
      ),
    );
    for (const name of names) {
      const best = ofClass(measured[name]!.best, roles, kind);
      metrics[`${name}_p50_ms_${kind}`] = round(percentile(best, 0.5));
      metrics[`${name}_p95_ms_${kind}`] = round(percentile(best, 0.95));
      if (name !== "matcher" && name !== "http")
        metrics[`vs_${name}_${kind}`] = round(metrics[`${name}_p50_ms_${kind}`]! / metrics[`matcher_p50_ms_${kind}`]!);
    }
  }
  // All that answered are held to the oracle; it is the least of them that counts.
  const oracle = measured.gin ?? measured.scan;
  if (oracle) metrics.oracle_equal = Math.min(...names.map((name) => equalAnswers(measured[name]!.answers, oracle.answers)));
}

/** A hundredth of the agents changes; then more do for some seconds, while queries run. */
async function change(
  { db, address, dir }: Database,
  matcher: IndexMatcher,
  agents: number,
  roles: BenchRole[],
  seconds: number,
  metrics: Record<string, number>,
): Promise<void> {
  const loaded = (await inProcess({ kind: "load", address, file: `${dir}/matcher.index` })) as Extract<
    WorkerReply,
    { from: string }
  >;
  if (loaded.from !== "snapshot") throw new Error(`the index came from the ${loaded.from}`);
  Object.assign(metrics, { load_s: round(loaded.loadedMs / 1000), rss_mb: Math.round(loaded.rssMb) });
  metrics.index_mb = Math.round(matcher.status().bytes / 1e6);

  // Both at once before and after: machines that are shared have other moods ten minutes later.
  const settled = async () => {
    const measured = measuredOf(roles);
    for (let times = 0; times < 7; times++) await pass(contenderOf(matcher), roles, times < 2 ? measuredOf(roles) : measured);
    return measured;
  };
  await makeProbes(db);
  const before = await settled();
  const chance = new Chance(SEED);
  const next = turns(agents, 0, 1, chance);
  for (let left = Math.round(agents / 100); left > 0; left -= 500)
    await db.transaction((tx) => changeProfiles(tx, next(Math.min(500, left)), chance));
  // Twice: what is seen first may have come in the middle of what was read with it.
  for (const rate of [998, 999]) await untilSeen(db, matcher, 0, rate);
  say("1 % of the agents changed");
  const after = await settled();
  const truth = measuredOf(roles);
  await pass(contenderOf(postgresMatcher(db)), roles, truth);
  metrics.oracle_equal_after_churn = equalAnswers(after.answers, truth.answers);
  const ratios = classes.map((kind) => {
    const [now, then] = [after, before].map((one) => percentile(ofClass(one.best, roles, kind), 0.5));
    metrics[`churn_latency_ratio_${kind}`] = round(now! / then!);
    return now! / then!;
  });
  metrics.churn_latency_ratio = round(Math.max(...ratios));

  let isOver = false;
  const updating = inProcess({ kind: "update", address, agents, seconds }).finally(() => {
    isOver = true;
  });
  const asking = askOnAndOn(matcher, roles, () => isOver);
  const seen = await watchProbes(db, matcher, () => isOver);
  const updated = (await updating) as Extract<WorkerReply, { updates: number }>;
  metrics.updates_per_second = Math.round(updated.updates / updated.seconds);
  metrics.visible_p50_ms = round(percentile(seen, 0.5));
  metrics.visible_p99_ms = round(percentile(seen, 0.99));
  metrics.queries_per_second_meanwhile = Math.round((await asking) / updated.seconds);
  say(`${updated.updates} updates in ${updated.seconds.toFixed(1)} s, ${seen.length} of them watched`);
}

/** All roles round and round, with a breath between. @returns how many were answered by the index */
async function askOnAndOn(matcher: Matcher, roles: BenchRole[], isOver: () => boolean): Promise<number> {
  let answered = 0;
  for (let turn = 0; !isOver(); turn++) {
    const { engine } = await matcher.best(roles[turn % roles.length]!.question, LISTED, everybody);
    if (engine === "index") answered++;
    await delay(5);
  }
  return answered;
}

async function inProcess(task: WorkerTask): Promise<WorkerReply> {
  const child = fork(path.join(import.meta.dirname, "worker.ts"), [], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`a process of the bench ended (${code}) without an answer`)));
    child.send(task);
  });
}
