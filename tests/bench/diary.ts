import fs from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import express from "express";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { teamWeek } from "#app/domain/diary/diary.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import type { SegmentInput } from "#app/domain/diary/segment.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { log } from "#app/kernel/log.server.ts";
import { addMinutes, startOfWeek } from "#app/kernel/time.ts";
import { type Db, openDatabase, queryCount } from "#db/client.server.ts";
import { ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import { type GivenBusiness, givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";

/** The team whose page is measured, and how many agents the platform has. */
const TEAM = 100;
const PLATFORM = 2_000;
/** A full week of 40 hours. */
const SEGMENTS_A_WEEK = 240;
const BATCH = 100;
/** Who sends batches: each has 72 hours of open slots, of which a batch fills a quarter. */
const SENDERS = 320;
/** A Sunday noon: the 72 hours before it are one open week. */
const now = new Date("2026-11-22T12:00:00Z");
const WEEK = "2026-11-16";

type Worker = Awaited<ReturnType<typeof givenContract>>;

/** Batches of whole slots that follow each other, sender by sender, until 72 hours before now are full. */
function batches(team: Worker[]) {
  const begin = addMinutes(now, -71 * 60);
  const at = team.map(() => 0);
  let turn = 0;
  return (size: number): { worker: Worker; segments: SegmentInput[] } => {
    const index = turn++ % team.length;
    const from = at[index]!;
    at[index] = from + size;
    if (at[index]! > (71 * 60) / 10) throw new Error("the week is full: fewer rounds or smaller batches");
    const segments = Array.from({ length: size }, (_, place) => ({
      id: newId(),
      startedAt: addMinutes(begin, (from + place) * 10),
      minutes: 10,
      kind: "tracked" as const,
      memo: "Chat queue, oldest first",
      activeMinutes: 9,
    }));
    return { worker: team[index]!, segments };
  };
}

/** Segments a second that `clients` get through in a number of batches. */
async function rate(work: () => Promise<unknown>, clients: number, count: number): Promise<number> {
  const begin = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) await work();
    }),
  );
  return (count * BATCH) / ((performance.now() - begin) / 1000);
}

const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
const median = (values: number[]) => sorted(values)[Math.floor(values.length / 2)]!;
const ratio = (a: number, b: number) => Number((a / b).toFixed(3));

/**
 * The diary's ingest against the limit, in rounds that take turns, and the week page of a team of 100 as the diary grows.
 * `--small` and `--large` are the sizes of the diary (1,000,000 and 20,000,000), `--rounds` and `--batches` those of the ingest.
 */
export default async function diary(args: string[]) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { rounds: text, batches: text, clients: text, small: text, large: text } });
  const [rounds, count, clients] = [Number(values.rounds ?? 7), Number(values.batches ?? 60), Number(values.clients ?? 4)];
  const sizes = [Number(values.small ?? 1_000_000), Number(values.large ?? 20_000_000)];
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-bench-"));
  fs.chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dir });
  await ensureDatabase(server, "bench");
  const address = server.address("bench");
  await migrate(address, path.resolve(import.meta.dirname, "../../db/migrations"));
  const { db, close } = openDatabase(address, clients);
  try {
    const people = await givenBusiness(db, { now: startOfWeek("2026-06-01") });
    const team: Worker[] = [];
    for (let i = 0; i < TEAM; i++) {
      const agent = await givenAgent(db, { now: startOfWeek("2026-06-01") });
      team.push(await givenContract(db, { people, agent, headcount: 1, weeklyLimitMinutes: 10_080 }));
    }
    const senders: Worker[] = [];
    for (let i = 0; i < SENDERS; i++) senders.push(await givenContract(db, { weeklyLimitMinutes: 10_080 }));
    const ingest = await measureIngest(db, senders, { rounds, count, clients });
    process.stderr.write(`ingest: ${JSON.stringify(ingest)}\n`);
    await populate(db, team);
    const small = await grow(db, sizes[0]!);
    const before = await measurePage(db, people);
    const grown = await grow(db, sizes[1]!);
    const after = await measurePage(db, people);
    const metrics = {
      ...ingest,
      grid_p50_ms_small: before.p50,
      grid_p50_ms: after.p50,
      grid_p95_ms_small: before.p95,
      grid_p95_ms: after.p95,
      grid_queries: after.queries,
      grid_growth: ratio(after.p50, before.p50),
      segments_small: small,
      segments_large: grown,
    };
    return {
      metrics,
      aims: {
        command_vs_limit: { aim: "at least 0.6", met: metrics.command_vs_limit >= 0.6 },
        grid_growth: { aim: "at most 1.2", met: metrics.grid_growth <= 1.2 },
      },
    };
  } finally {
    await close();
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

async function measureIngest(
  db: Db,
  team: Worker[],
  { rounds, count, clients }: { rounds: number; count: number; clients: number },
) {
  // The same table with the same indexes and checks, without links to others.
  await db.execute("create table bench_segments (like segments including all) partition by range (week)");
  await db.execute("create table bench_segments_11 (like segments including all)");
  await db.execute(
    "alter table bench_segments_11 add exclude using gist (agent_id with =, tstzrange(started_at, ended_at) with &&) where (deleted_at is null)",
  );
  await db.execute(
    "alter table bench_segments attach partition bench_segments_11 for values from ('2026-11-01') to ('2026-12-01')",
  );
  const [next, nextOfLimit] = [batches(team), batches(team)];
  const command = () => {
    const { worker, segments } = next(BATCH);
    const input = { contractId: worker.contract.id, segments, source: "api", device: "bench" } as const;
    return db.transaction((tx) => recordSegments(tx, input, { actor: worker.freelancer.agent, now }));
  };
  const limit = () => {
    const { worker, segments } = nextOfLimit(BATCH);
    return db.transaction((tx) => plainInsert(tx, worker, segments));
  };
  const { url, headers, stop } = await listen(db, team);
  const http = async () => {
    const { worker, segments } = next(BATCH);
    const body = JSON.stringify({
      device: "bench",
      segments: segments.map((one) => ({ ...one, contractId: worker.contract.id })),
    });
    const answer = await fetch(`${url}/api/v1/diary/segments`, {
      method: "POST",
      headers: { ...headers.get(worker.contract.id)!, "Content-Type": "application/json" },
      body,
    });
    const { verdicts } = (await answer.json()) as { verdicts: { verdict: string }[] };
    if (verdicts.some((one) => one.verdict !== "accepted")) throw new Error(`not accepted: ${JSON.stringify(verdicts[0])}`);
  };
  const contenders = { limit, command, http };
  const names = Object.keys(contenders) as (keyof typeof contenders)[];
  const rates = { limit: [] as number[], command: [] as number[], http: [] as number[] };
  for (const name of names) await rate(contenders[name], clients, Math.min(20, count));
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 ? [...names].reverse() : names) rates[name].push(await rate(contenders[name], clients, count));
  await stop();
  const of = (name: keyof typeof rates) => median(rates[name]);
  return {
    limit_per_second: Math.round(of("limit")),
    command_per_second: Math.round(of("command")),
    http_per_second: Math.round(of("http")),
    command_vs_limit: ratio(of("command"), of("limit")),
    http_vs_limit: ratio(of("http"), of("limit")),
  };
}

/** The limit: one multi-row INSERT of the same rows, in one transaction, and nothing else. */
async function plainInsert(tx: Parameters<Parameters<Db["transaction"]>[0]>[0], worker: Worker, segments: SegmentInput[]) {
  const rows = JSON.stringify(
    segments.map((one) => ({ id: one.id, s: one.startedAt, m: one.minutes, k: one.kind, memo: one.memo, a: one.activeMinutes })),
  );
  const statement = `insert into bench_segments (id, contract_id, agent_id, week, started_at, minutes, ended_at, kind, memo, active_minutes, source, device, received_at)
    select id, $1, $2, $3, s, m, s + make_interval(mins => m), k, memo, a, 'api', 'bench', $4
    from json_to_recordset($5::json) as x(id uuid, s timestamptz, m smallint, k text, memo text, a smallint)`;
  const params = [worker.contract.id, worker.freelancer.agentId, WEEK, now.toISOString(), rows];
  await tx._.session.prepareQuery({ sql: statement, params }, undefined, "bench", false).execute();
}

async function listen(db: Db, team: Worker[]) {
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: "https://deskhand.test" }, "/");
  const stripe = createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" });
  const realtime = { subscribe: () => () => undefined, close: async () => undefined };
  const app = express().use(apiV1({ db, stripe, storage: createStorage(env), clock: { now: () => now }, realtime, env, log }));
  const server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, () => resolve(started));
  });
  const headers = new Map<string, Record<string, string>>();
  for (const { contract, freelancer } of team) {
    const context = { actor: freelancer.agent, now };
    const { token } = await db.transaction((tx) => createApiToken(tx, { label: "bench" }, context));
    headers.set(contract.id, { Authorization: `Bearer ${token}` });
  }
  const stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, headers, stop };
}

/** The rest of the platform: copies of one agent and contract, in a business of their own. */
async function populate(db: Db, team: Worker[]): Promise<void> {
  const { contract, freelancer } = await givenContract(db, { weeklyLimitMinutes: 10_080 });
  await db.execute(
    `create table copies as select gen_random_uuid() as agent, gen_random_uuid() as contract, n from generate_series(1, ${PLATFORM - team.length}) n`,
  );
  const offer = "jsonb_build_object('id', c.contract, 'agent_id', c.agent, 'offer_id', gen_random_uuid())";
  await db.transaction(async (tx) => {
    // Copies of an offer and a conversation are not needed: the links to them are not looked at here.
    await tx.execute("set local session_replication_role = replica");
    for (const [table, id, change] of [
      ["users", freelancer.agentId, "jsonb_build_object('id', c.agent, 'email', 'copy' || c.n || '@bench.example')"],
      ["agents", freelancer.agentId, "jsonb_build_object('id', c.agent)"],
      ["contracts", contract.id, offer],
    ])
      await tx.execute(
        `insert into ${table} select (jsonb_populate_record(t, ${change})).* from ${table} t, copies c where t.id = '${id}'`,
      );
  });
  await db.execute("create table bench_workers as select agent as agent_id, contract as contract_id from copies");
  for (const one of team)
    await db.execute(`insert into bench_workers values ('${one.freelancer.agentId}', '${one.contract.id}')`);
}

/** Fills weeks backwards from the one before, everybody's 40 hours each, until the diary holds so many segments. @returns how many */
async function grow(db: Db, size: number): Promise<number> {
  const all = async () => Number((await db.execute<{ n: string }>("select count(*)::text as n from segments"))[0]!.n);
  let have = await all();
  const [oldest] = await db.execute<{ week: string }>(
    "select coalesce(min(week), date '2026-11-16')::text as week from segments",
  );
  for (let week = new Date(`${oldest!.week}T00:00:00Z`); have < size; have += PLATFORM * SEGMENTS_A_WEEK) {
    week = addMinutes(week, -7 * 1440);
    const monday = week.toISOString().slice(0, 10);
    await db.execute(`select make_segments_month('${monday}')`);
    await db.execute(`insert into segments (id, contract_id, agent_id, week, started_at, minutes, ended_at, kind, memo, active_minutes, source, device, received_at)
      select gen_random_uuid(), contract_id, agent_id, '${monday}', s, 10, s + interval '10 minutes', 'tracked', 'Chat queue, oldest first', 9, 'web', 'bench', s + interval '10 minutes'
      from bench_workers, generate_series(0, 4) day, generate_series(0, 47) slot,
      lateral (select timestamptz '${monday} 09:00Z' + make_interval(days => day, mins => slot * 10) as s) at`);
  }
  await db.execute("analyze segments");
  return all();
}

/** The page's queries for a week that everybody worked. */
async function measurePage(db: Db, people: GivenBusiness): Promise<{ p50: number; p95: number; queries: number }> {
  const times: number[] = [];
  let queries = 0;
  for (let i = 0; i < 60; i++) {
    const store = { queries: [] as string[] };
    const begin = performance.now();
    const lines = await queryCount.run(store, () =>
      teamWeek(db, { businessId: people.business.id, week: "2026-11-09" }, people.manager),
    );
    if (i >= 10) times.push(performance.now() - begin);
    if (lines.length !== TEAM || lines.some((one) => one.minutes !== SEGMENTS_A_WEEK * 10))
      throw new Error("the page does not show the team's week");
    queries = store.queries.length;
  }
  const at = (share: number) => Number(sorted(times)[Math.floor(times.length * share)]!.toFixed(1));
  return { p50: at(0.5), p95: at(0.95), queries };
}
