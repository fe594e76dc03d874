import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { buildIndex } from "#app/domain/matching/build-index.ts";
import { startIndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import { MatchIndex } from "#app/domain/matching/match-index.ts";
import type { Matcher } from "#app/domain/matching/matcher.ts";
import { postgresMatcher } from "#app/domain/matching/postgres-matcher.server.ts";
import { Staging } from "#app/domain/matching/staging.ts";
import { log } from "#app/kernel/log.server.ts";
import type { Findings } from "#tests/bench/run.ts";
import { kernelFile } from "#tests/setup/kernel.ts";
import { BYTES_AN_AGENT, type Database, fill, startDatabase } from "./database.ts";
import { type Contender, equalAnswers, type Measured, measuredOf, ofClass, pass, percentile, round } from "./measure.ts";
import { populationOf } from "./population.ts";
import { type BenchRole, classes, rolesOf } from "./roles.ts";
import { scan } from "./scan.ts";

const LISTED = 20;
const SEED = 20_261_126;
const everybody = { newcomers: false };
const peerNames = ["gin", "duckdb", "scan"] as const;

const began = performance.now();
const say = (line: string) => process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(6)} s  ${line}\n`);

/**
 * The matcher among its peers (matching.md): the same 200 roles asked of the index in this process, over HTTP, of PostgreSQL, of a scan in
 * JavaScript and of DuckDB, over one population. `--agents 1000000`; `--peers gin,duckdb,scan` chooses; without room for PostgreSQL on the
 * disk, what needs it is left out.
 */
export default async function matching(args: string[]): Promise<Findings> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { agents: text, peers: text } });
  const agents = Number(values.agents ?? 1_000_000);
  const peers = (values.peers ?? peerNames.join()).split(",") as (typeof peerNames)[number][];
  const unknown = peers.find((one) => !peerNames.includes(one));
  if (unknown) throw new Error(`--peers knows ${peerNames.join(", ")}, not "${unknown}"`);

  const person = populationOf(SEED);
  const open = gathered(agents, person);
  say(`${agents} agents made, ${open.count} of them open`);
  const roles = rolesOf(SEED, open, agents, {
    open: gathered(Math.min(agents, 100_000), person),
    agents: Math.min(agents, 100_000),
  });
  say(`${roles.length} roles drawn`);

  const database = hasRoom(agents) && peers.includes("gin") ? await startDatabase() : null;
  try {
    if (database) {
      await fill(database, agents, person);
      say("PostgreSQL filled");
    }
    return await compare(open, agents, roles, peers, database);
  } finally {
    await database?.stop();
  }
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

async function compare(
  open: Staging,
  agents: number,
  roles: BenchRole[],
  peers: string[],
  database: Database | null,
): Promise<Findings> {
  const begin = performance.now();
  const matcher = database ? await served(database) : await builtHere(open);
  const metrics: Record<string, number> = { agents, build_s: round((performance.now() - begin) / 1000) };
  const aims: Findings["aims"] = {};
  say("the index is there");

  const contenders: Record<string, Contender> = {
    matcher: async ({ question }) => (await matcher.best(question, LISTED, everybody)).rows,
  };
  if (database) {
    const truth = postgresMatcher(database.db);
    contenders.gin = async ({ question }) => (await truth.best(question, LISTED, everybody)).rows;
  }
  if (peers.includes("scan")) contenders.scan = ({ question }) => scan(open, question, LISTED);

  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, measuredOf(roles)])) as Record<
    string,
    Measured
  >;
  for (let warm = 0; warm < 5; warm++) await pass(contenders.matcher!, roles, measuredOf(roles));
  for (let round = 0; round < (agents > 2_000_000 ? 1 : 3); round++) {
    for (const [name, contender] of Object.entries(contenders)) {
      await pass(contender, roles, measured[name]!);
      say(`pass ${round + 1} of ${name}`);
    }
  }
  for (const kind of classes) {
    const at = (name: string, share: number) => percentile(ofClass(measured[name]!.best, roles, kind), share);
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
    metrics[`matcher_p50_ms_${kind}`] = round(at("matcher", 0.5));
    metrics[`matcher_p95_ms_${kind}`] = round(at("matcher", 0.95));
    for (const name of Object.keys(contenders).slice(1)) {
      metrics[`${name}_p50_ms_${kind}`] = round(at(name, 0.5));
      metrics[`${name}_p95_ms_${kind}`] = round(at(name, 0.95));
      metrics[`vs_${name}_${kind}`] = round(at(name, 0.5) / at("matcher", 0.5));
    }
  }
  const oracle = measured.gin ?? measured.scan;
  if (oracle) metrics.oracle_equal = equalAnswers(measured.matcher!.answers, oracle.answers);
  await matcher.close();
  return { metrics, aims };
}

type Running = Matcher & { close(): Promise<void> };

/** As a web process does it: read from the database, kept up to date by it. */
async function served(database: Database): Promise<Running> {
  const matcher = startIndexMatcher({
    db: database.db,
    address: database.address,
    file: `${database.dir}/matcher.index`,
    kernel: kernelFile(),
    log,
  });
  await matcher.ready;
  return matcher;
}

async function builtHere(open: Staging): Promise<Running> {
  const kernel = await WebAssembly.compile(fs.readFileSync(kernelFile()));
  const index = await MatchIndex.open(buildIndex(open), kernel);
  return {
    best: async (question, limit, only) => ({ engine: "index", rows: index.best(question, limit, only) }),
    close: async () => undefined,
  };
}
