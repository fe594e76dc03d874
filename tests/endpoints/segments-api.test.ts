import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import express from "express";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { createSession } from "#app/domain/accounts/session.server.ts";
import { createRealtime } from "#app/edges/realtime/realtime.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import { closeStreams, streams } from "#app/endpoints/streams/streams.ts";
import { sameOrigin } from "#app/http/same-origin.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { DatabaseAddress, Db } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { segmentsOf } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { test as base, expect } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const publicUrl = "https://deskhand.test";
const now = at("2026-11-18T12:00Z");

/** The endpoints as the server mounts them, listening. */
async function listen(db: Db, address: DatabaseAddress) {
  const realtime = await createRealtime(address);
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: publicUrl }, "/");
  const stripe = createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" });
  const deps = { db, stripe, storage: createStorage(env), clock: { now: () => now }, realtime, env, log };
  const app = express().use(sameOrigin(env.PUBLIC_URL)).use(streams(deps)).use(apiV1(deps));
  const server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, () => resolve(started));
  });
  const close = async () => {
    closeStreams();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await realtime.close();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close };
}

const test = base.extend<{ url: string }>({
  url: [
    async ({ database }, use) => {
      const { url, close } = await listen(database.db, database.address);
      await use(url);
      await close();
    },
    { scope: "file" },
  ],
});

const contractOn = (db: Db) => givenContract(db, { from: "2026-11-16" });
async function tokenOf(db: Db, actor: Parameters<typeof createApiToken>[2]["actor"]): Promise<string> {
  return (await db.transaction((tx) => createApiToken(tx, { label: "tracker" }, { actor, now }))).token;
}
const bearer = async (db: Db, actor: Parameters<typeof tokenOf>[1]) => ({ Authorization: `Bearer ${await tokenOf(db, actor)}` });

async function post(url: string, contractId: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/v1/contracts/${contractId}/segments`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json().catch(() => null)) as Record<string, unknown> };
}
const batchOf = (minutes = 25) => ({ device: "laptop", segments: segmentsOf(at("2026-11-18T09:00Z"), minutes) });
const stored = (db: Db, contractId: string) => db.$count(segments, eq(segments.contractId, contractId));

test("an API token records a batch; the same request again, even at once, changes nothing", async ({ db, url }) => {
  const { contract, freelancer } = await contractOn(db);
  const headers = await bearer(db, freelancer.agent);
  const batch = batchOf();
  expect(await post(url, contract.id, batch, headers)).toEqual({ status: 200, body: { stored: 3, already: 0, refused: [] } });
  const again = await Promise.all([post(url, contract.id, batch, headers), post(url, contract.id, batch, headers)]);
  for (const { status, body } of again) expect([status, body.stored, body.already]).toEqual([200, 0, 3]);
  expect(await stored(db, contract.id)).toBe(3);
  const [row] = await db.select().from(segments).where(eq(segments.contractId, contract.id)).limit(1);
  expect(row).toMatchObject({ source: "api", device: "laptop", receivedAt: now });
});

test("a session's cookie does as well, from Deskhand's own pages only", async ({ db, url }) => {
  const { contract, freelancer } = await contractOn(db);
  const { cookie } = await createSession(db, { userId: freelancer.agentId, publicUrl });
  const own = { Cookie: cookie.split(";")[0]!, "Sec-Fetch-Site": "same-origin" };
  const batch = batchOf();
  expect((await post(url, contract.id, batchOf(), { ...own, "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
  expect(await stored(db, contract.id)).toBe(0);
  const browser = { Cookie: own.Cookie, Origin: publicUrl };
  const answers = [await post(url, contract.id, batch, own), await post(url, contract.id, batch, browser)];
  expect(answers.map((one) => [one.status, one.body.stored, one.body.already])).toEqual([
    [200, 3, 0],
    [200, 0, 3],
  ]);
});

test("what is refused is named by id and reason, with status 200, and the rest is stored", async ({ db, url }) => {
  const { contract, freelancer } = await contractOn(db);
  const headers = await bearer(db, freelancer.agent);
  const [future] = segmentsOf(at("2026-11-18T15:00Z"), 10);
  const { status, body } = await post(url, contract.id, { segments: [...batchOf(10).segments, future] }, headers);
  expect([status, body]).toEqual([
    200,
    { stored: 1, already: 0, refused: [{ id: future!.id, key: "diary:refused.future", params: {} }] },
  ]);
});

test("the signed out get 401, a revoked or invented token too", async ({ db, url }) => {
  const { contract } = await contractOn(db);
  const browser = { "Sec-Fetch-Site": "same-origin" };
  expect((await post(url, contract.id, batchOf(), browser)).status).toBe(401);
  expect((await post(url, contract.id, batchOf(), { Authorization: "Bearer dh_invented" })).status).toBe(401);
  expect((await post(url, contract.id, batchOf(), { ...browser, Cookie: `session=${"x".repeat(40)}` })).status).toBe(401);
  expect(await stored(db, contract.id)).toBe(0);
});

test("strangers get 404, the business's own people 403", async ({ db, url }) => {
  const { contract, people } = await contractOn(db);
  for (const [actor, status] of [
    [(await givenAgent(db)).agent, 404],
    [(await givenBusiness(db)).owner, 404],
    [people.owner, 403],
    [people.viewer, 403],
  ] as const)
    expect((await post(url, contract.id, batchOf(), await bearer(db, actor))).status).toBe(status);
  expect(await stored(db, contract.id)).toBe(0);
});

test("bad input is a 400 that names the field, an unknown contract a 404, never a 500", async ({ db, url }) => {
  const { contract, freelancer } = await contractOn(db);
  const headers = await bearer(db, freelancer.agent);
  const [good] = batchOf(10).segments;
  const field = async (body: unknown) => {
    const answer = await post(url, contract.id, body, headers);
    return [answer.status, (answer.body.error as { field?: string }).field];
  };
  expect(await field({ segments: [{ ...good, minutes: 11 }] })).toEqual([400, "segments.0.minutes"]);
  expect(await field({ segments: [{ ...good, id: "1" }] })).toEqual([400, "segments.0.id"]);
  expect(await field({ segments: [good, { ...good, startedAt: "yesterday" }] })).toEqual([400, "segments.1.startedAt"]);
  expect(await field({ segments: [{ ...good, kind: "idle" }] })).toEqual([400, "segments.0.kind"]);
  expect(await field({ segments: [] })).toEqual([400, "segments"]);
  expect(await field([])).toEqual([400, ""]);
  expect((await post(url, contract.id, "{", headers)).status).toBe(400);
  expect((await post(url, contract.id, { device: "x".repeat(600_000), segments: [good] }, headers)).status).toBe(413);
  expect((await post(url, "0198c5f2-7a00-7000-8000-000000000001", batchOf(), headers)).status).toBe(404);
  expect((await post(url, "nonsense", batchOf(), headers)).status).toBe(404);
  const tooMany = Array.from({ length: 501 }, () => good);
  expect(await field({ segments: tooMany })).toEqual([400, "segments"]);
  expect(await stored(db, contract.id)).toBe(0);
});

async function receive(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/v1/diary/segments`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    body: (await response.json()) as { verdicts: Record<string, unknown>[]; serverTime: string },
  };
}

test("each segment of a batch over several contracts gets its own verdict, and none harms another", async ({ db, url }) => {
  const agent = await givenAgent(db, { now: at("2026-11-01T09:00Z") });
  const one = await givenContract(db, { from: "2026-11-16", agent, weeklyLimitMinutes: 60 });
  const two = await givenContract(db, { from: "2026-11-16", agent });
  const foreign = await contractOn(db);
  const on = ({ contract }: typeof one, from: string, minutes: number, more = {}) =>
    segmentsOf(at(from), minutes, more).map((segment) => ({ ...segment, contractId: contract.id }));
  const good = on(one, "2026-11-18T09:00Z", 20);
  const clash = { ...on(two, "2026-11-18T09:05Z", 5)[0]!, activeMinutes: 0 };
  const batch = [
    ...good,
    clash,
    ...on(two, "2026-11-18T10:00Z", 10),
    ...on(one, "2026-11-18T10:30Z", 50),
    on(foreign, "2026-11-18T08:00Z", 10)[0]!,
    { ...on(one, "2026-11-18T08:00Z", 10)[0]!, minutes: 11 },
    on(one, "2026-11-19T08:00Z", 10)[0]!,
    on(one, "2026-11-14T08:00Z", 10)[0]!,
    { ...on(one, "2026-11-18T08:00Z", 10)[0]!, startedAt: "2026-11-18T07:55:00Z" },
    { ...on(one, "2026-11-18T08:00Z", 10)[0]!, startedAt: "+275000-01-01T00:00:00Z" },
    { id: "x".repeat(5000) },
    null,
    good[0]!,
  ];
  const headers = await bearer(db, agent.agent);
  const { status, body } = await receive(url, { device: "laptop", sentAt: now.toISOString(), segments: batch }, headers);
  expect([status, body.serverTime]).toEqual([200, now.toISOString()]);
  expect(body.verdicts.map((verdict) => verdict.key ?? verdict.verdict)).toEqual([
    ...["accepted", "accepted", "diary:refused.overlap", "accepted"],
    ...["accepted", "accepted", "accepted", "accepted", "overLimit"],
    ...["diary:refused.notFound", "diary:refused.invalid", "diary:refused.future", "diary:refused.tooOld"],
    ...["diary:refused.oneSlot", "diary:refused.invalid", "diary:refused.invalid", "diary:refused.invalid", "duplicate"],
  ]);
  expect(body.verdicts[2]).toMatchObject({
    id: clash.id,
    params: { with: good[0]!.id },
    message: expect.stringContaining("09:00"),
  });
  expect(body.verdicts[10]).toMatchObject({ params: { field: "minutes" } });
  expect([await stored(db, one.contract.id), await stored(db, two.contract.id)]).toEqual([7, 1]);
  const again = await receive(url, { segments: batch }, headers);
  expect(again.body.verdicts.slice(0, 9).map((one) => one.verdict)).toEqual([
    ...["duplicate", "duplicate", "refused"],
    ...Array(6).fill("duplicate"),
  ]);
  expect([await stored(db, one.contract.id), await stored(db, two.contract.id)]).toEqual([7, 1]);
});

test("a sender whose clock is a day wrong is told by how much, and nothing is stored", async ({ db, url }) => {
  const { contract, freelancer } = await contractOn(db);
  const batch = segmentsOf(at("2026-11-17T09:00Z"), 20).map((segment) => ({ ...segment, contractId: contract.id }));
  const headers = await bearer(db, freelancer.agent);
  const { body } = await receive(url, { sentAt: "2026-11-17T12:00:00Z", segments: batch }, headers);
  for (const verdict of body.verdicts)
    expect(verdict).toMatchObject({ key: "diary:refused.clock", params: { skewMinutes: -1440 }, retry: true });
  expect(await stored(db, contract.id)).toBe(0);
  const soon = await receive(url, { sentAt: "2026-11-18T12:04:00Z", segments: batch }, headers);
  expect(soon.body.verdicts.map((one) => one.verdict)).toEqual(["accepted", "accepted"]);
});

test("who may send: agents alone; ten thousand at once, and no list at all, are refused by name", async ({ db, url }) => {
  const { contract, freelancer, people } = await contractOn(db);
  const batch = segmentsOf(at("2026-11-18T09:00Z"), 10).map((segment) => ({ ...segment, contractId: contract.id }));
  expect((await receive(url, { segments: batch }, { "Sec-Fetch-Site": "same-origin" })).status).toBe(401);
  expect((await receive(url, { segments: batch }, await bearer(db, people.owner))).status).toBe(403);
  const headers = await bearer(db, freelancer.agent);
  for (const wrong of [{ segments: Array(10_000).fill(1) }, { segments: [] }, {}])
    expect(await receive(url, wrong, headers)).toMatchObject({ status: 400, body: { error: { field: "segments" } } });
  const stranger = await receive(url, { segments: batch }, await bearer(db, (await givenAgent(db)).agent));
  expect(stranger.body.verdicts).toMatchObject([{ key: "diary:refused.notFound" }]);
  expect(await stored(db, contract.id)).toBe(0);
});

/** Reads a stream of events until it has told of a change. */
async function untilChanged(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  let heard = "";
  while (!heard.includes("event: changed")) {
    const { value, done } = await reader.read();
    if (done) break;
    heard += new TextDecoder().decode(value);
  }
  await reader.cancel();
  return heard;
}

test("who follows a diary hears of each change: its page, the team's page, the agent's own", async ({ db, url }) => {
  const { contract, freelancer, people } = await contractOn(db);
  const viewer = await bearer(db, people.viewer);
  const agent = await bearer(db, freelancer.agent);
  const open = await Promise.all([
    fetch(`${url}/streams/diary/${contract.id}`, { headers: viewer }),
    fetch(`${url}/streams/diary`, { headers: viewer }),
    fetch(`${url}/streams/diary`, { headers: agent }),
  ]);
  expect(open.map((response) => response.headers.get("content-type"))).toEqual(Array(3).fill("text/event-stream"));
  await post(url, contract.id, batchOf(), agent);
  for (const response of open) expect(await untilChanged(response)).toContain("event: changed");
});

test("strangers and the signed out follow no diary", async ({ db, url }) => {
  const { contract } = await contractOn(db);
  const stranger = await bearer(db, (await givenAgent(db)).agent);
  expect((await fetch(`${url}/streams/diary/${contract.id}`, { headers: stranger })).status).toBe(404);
  expect((await fetch(`${url}/streams/diary/${contract.id}`)).status).toBe(404);
  expect((await fetch(`${url}/streams/diary`)).status).toBe(404);
});
