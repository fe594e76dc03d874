import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { createRealtime } from "#app/edges/realtime/realtime.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { DatabaseAddress, Db } from "#db/client.server.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { test as base, expect } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const begin = at("2026-11-18T12:00:20Z");

/** The endpoint as the server mounts it, listening, with a clock that a test sets. */
async function listen(db: Db, address: DatabaseAddress, clock: { time: Date }) {
  const realtime = await createRealtime(address);
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: "https://deskhand.test" }, "/");
  const stripe = createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" });
  const app = express().use(
    apiV1({ db, stripe, storage: createStorage(env), clock: { now: () => clock.time }, realtime, env, log }),
  );
  const server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, () => resolve(started));
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await realtime.close();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close };
}

const clock = { time: begin };
const test = base.extend<{ url: string }>({
  url: [
    async ({ database }, use) => {
      const { url, close } = await listen(database.db, database.address, clock);
      await use(url);
      await close();
    },
    { scope: "file" },
  ],
});

type Told = (body: unknown) => Promise<{
  status: number;
  body: { running: { startedAt: string; memo: string } | null; serverTime?: string; error?: { key: string; field?: string } };
}>;
async function tracker(db: Db, url: string, actor: Parameters<typeof createApiToken>[2]["actor"]): Promise<Told> {
  const { token } = await db.transaction((tx) => createApiToken(tx, { label: "tracker" }, { actor, now: begin }));
  return async (body) => {
    const response = await fetch(`${url}/api/v1/diary/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Awaited<ReturnType<Told>>["body"] };
  };
}

test("a start, a memo, a switch and a stop, each answered with what runs and the server's time", async ({ db, url }) => {
  const { contract, freelancer } = await givenContract(db, { from: "2026-11-16" });
  const tell = await tracker(db, url, freelancer.agent);
  clock.time = begin;
  expect((await tell({ intent: "look" })).body).toEqual({ running: null, serverTime: begin.toISOString() });
  const work = { contractId: contract.id, mode: "tracked", memo: "Chat" };
  const started = await tell({ intent: "start", ...work, session: null });
  expect(started).toMatchObject({ status: 200, body: { running: { ...work, startedAt: "2026-11-18T12:01:00.000Z" } } });
  const session = started.body.running!.startedAt;
  expect((await tell({ intent: "describe", memo: "Refunds", session })).body.running?.memo).toBe("Refunds");
  clock.time = at("2026-11-18T12:07:40Z");
  const switched = await tell({ intent: "start", ...work, mode: "on-call", session, until: "2026-11-18T12:07:00.000Z" });
  // The minute that has begun belongs to the new work.
  expect(switched.body.running).toMatchObject({ mode: "on-call", startedAt: "2026-11-18T12:07:00.000Z" });
  clock.time = at("2026-11-18T12:09:00Z");
  const stopped = await tell({ intent: "stop", session: switched.body.running!.startedAt, until: "2026-11-18T12:09:00.000Z" });
  expect(stopped).toMatchObject({ status: 200, body: { running: null, serverTime: "2026-11-18T12:09:00.000Z" } });
});

test("a device that was away stops or replaces nothing of another one: it is told what runs", async ({ db, url }) => {
  const { contract, freelancer } = await givenContract(db, { from: "2026-11-16" });
  const tell = await tracker(db, url, freelancer.agent);
  clock.time = begin;
  const work = { contractId: contract.id, mode: "tracked", memo: "" };
  const { startedAt } = (await tell({ intent: "start", ...work, session: null })).body.running!;
  const wrong = "2026-11-18T08:00:00.000Z";
  for (const message of [
    { intent: "start", ...work, session: null },
    { intent: "start", ...work, session: wrong },
    { intent: "stop", session: wrong, until: wrong },
    { intent: "describe", memo: "x", session: wrong },
  ])
    expect(await tell(message)).toMatchObject({
      status: 409,
      body: { error: { key: "diary:errors.otherSession" }, running: { startedAt } },
    });
});

test("bad input names its field; strangers, businesses and the signed-out get nothing", async ({ db, url }) => {
  const { contract, freelancer, people } = await givenContract(db, { from: "2026-11-16" });
  const tell = await tracker(db, url, freelancer.agent);
  const start = { intent: "start", contractId: contract.id, mode: "tracked", memo: "", session: null };
  for (const [field, body] of [
    ["intent", { intent: "dance" }],
    ["intent", {}],
    ["mode", { ...start, mode: "manual" }],
    ["contractId", { ...start, contractId: "1" }],
    ["session", { ...start, session: "yesterday" }],
    ["memo", { ...start, memo: "x".repeat(301) }],
    ["until", { intent: "stop", session: begin.toISOString() }],
  ] as const)
    expect(await tell(body), JSON.stringify(body)).toMatchObject({ status: 400, body: { error: { field } } });
  const stranger = await tracker(db, url, (await givenAgent(db)).agent);
  expect((await stranger(start)).status).toBe(404);
  const owner = await tracker(db, url, people.owner);
  expect((await owner({ intent: "look" })).status).toBe(403);
  expect((await fetch(`${url}/api/v1/diary/session`, { method: "POST" })).status).toBe(401);
  expect((await tell({ ...start, memo: "a\u0000b" })).body.running?.memo).toBe("ab");
});
