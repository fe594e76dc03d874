import http from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import express from "express";
import { onTestFinished } from "vitest";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { createSession } from "#app/domain/accounts/session.server.ts";
import { createRealtime } from "#app/edges/realtime/realtime.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import { sameOrigin } from "#app/http/same-origin.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { log } from "#app/kernel/log.server.ts";
import type { DatabaseAddress, Db } from "#db/client.server.ts";
import { pictures } from "#db/schema/diary.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFolderStorage, givenPicturedWork, receivedAt, takenAt } from "#tests/factories/pictures.ts";
import { pngOf } from "#tests/factories/png.ts";
import { expect, test } from "#tests/setup/test.ts";
import { visit } from "#tests/setup/visit.ts";

const png = pngOf(320, 200, (x, y) => [x % 256, y % 256, 90]);
const file = await import("#app/routes/resources+/picture.$pictureId.ts");

async function given(db: Db, address: DatabaseAddress) {
  const work = await givenPicturedWork(db);
  const store = givenFolderStorage();
  const realtime = await createRealtime(address);
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: "https://deskhand.test" }, "/");
  const stripe = createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" });
  const deps = { db, stripe, storage: store.storage, clock: { now: () => receivedAt }, realtime, env, log };
  const server = http.createServer(express().use(sameOrigin(env.PUBLIC_URL)).use(apiV1(deps))).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await realtime.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/diary/pictures`;
  const { token } = await db.transaction((tx) =>
    createApiToken(tx, { label: "tracker" }, { actor: work.freelancer.agent, now: receivedAt }),
  );
  const bearer = { Authorization: `Bearer ${token}` };
  const addressWith = (more: Record<string, string> = {}) =>
    `${url}?${new URLSearchParams({ id: newId(), contractId: work.contract.id, takenAt: takenAt.toISOString(), level: "pictures", ...more })}`;
  const send = async (
    body: Uint8Array,
    { headers = bearer, ...more }: { headers?: Record<string, string> } & Record<string, unknown> = {},
  ) => {
    const answer = await fetch(addressWith(more as Record<string, string>), {
      method: "POST",
      headers: { "Content-Type": "image/png", ...headers },
      body: body as BodyInit,
    });
    return {
      status: answer.status,
      body: (await answer.json()) as { verdict?: string; id?: string; error?: { key: string; field?: string } },
    };
  };
  return { ...work, ...store, url, bearer, send, address: addressWith };
}

test("a token or a session sends a picture; the two sides see the file, nobody else", async ({ db, database }) => {
  const { send, freelancer, people, storage } = await given(db, database.address);
  const { token } = await createSession(db, { userId: freelancer.agent.userId });
  const id = newId();
  const first = await send(png, { id });
  const again = await send(png, { id, headers: { cookie: `__Host-session=${token}`, "sec-fetch-site": "same-origin" } });
  expect([first.status, first.body.verdict, again.status, again.body.verdict]).toEqual([200, "stored", 200, "already"]);
  const ask = (as: { userId: string | null } | null, url = "/") =>
    visit(db, file, { as, params: { pictureId: id }, url, env: { storage } });
  for (const as of [freelancer.agent, people.viewer]) {
    const { status, data } = await ask(as, "/?small");
    const { headers } = data as Response;
    expect([status, headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([200, "image/webp", "nosniff"]);
    expect(headers.get("cache-control")).toMatch(/^private/);
    expect((await (data as Response).arrayBuffer()).byteLength).toBe(Number(headers.get("content-length")));
  }
  expect(await ask(null)).toMatchObject({ status: 302, location: expect.stringContaining("/auth/sign-in") });
  const [stranger, other] = [await givenAgent(db), await givenPicturedWork(db)];
  for (const as of [stranger.agent, other.people.owner]) expect((await ask(as)).status).toBe(404);
});

test("signed out, a business, another site: refused before the picture is looked at", async ({ db, database }) => {
  const { send, people, freelancer, address, files } = await given(db, database.address);
  const cookie = async (userId: string) => ({ cookie: `__Host-session=${(await createSession(db, { userId })).token}` });
  const mine = { "sec-fetch-site": "same-origin" };
  expect((await send(png, { headers: mine })).status).toBe(401);
  expect((await send(png, { headers: { Authorization: "Bearer nonsense" } })).status).toBe(401);
  expect((await send(png, { headers: { ...mine, ...(await cookie(people.owner.userId)) } })).status).toBe(403);
  const headers = { "sec-fetch-site": "cross-site", ...(await cookie(freelancer.agent.userId)) };
  expect((await fetch(address(), { method: "POST", headers, body: png as BodyInit })).status).toBe(403);
  expect(files()).toEqual([]);
});

test("what stands beside the picture is named when it is wrong", async ({ db, database }) => {
  const { send, bearer } = await given(db, database.address);
  for (const [more, field] of [
    [{ id: "x" }, "id"],
    [{ contractId: "x" }, "contractId"],
    [{ takenAt: "yesterday" }, "takenAt"],
    [{ level: "sharp" }, "level"],
  ] as const) {
    const { status, body } = await send(png, more);
    expect([status, body.error?.field]).toEqual([400, field]);
  }
  expect((await send(new Uint8Array(0))).body.error).toMatchObject({ key: "pictures:refused.empty", field: "picture" });
  expect((await send(Buffer.from("<svg/>"))).body.error).toMatchObject({ key: "pictures:refused.kind", field: "picture" });
  const packed = await send(png, { headers: { ...bearer, "Content-Encoding": "gzip" } });
  expect([packed.status, packed.body.error?.field]).toEqual([415, "picture"]);
});

test("more than 2 MB is refused and leaves nothing", async ({ db, database }) => {
  const { send, files, contract } = await given(db, database.address);
  const large = Buffer.alloc(2_000_001, 1);
  const told = await send(large);
  expect([told.status, told.body.error?.field]).toEqual([413, "picture"]);
  expect(files()).toEqual([]);
  expect(await db.$count(pictures, eq(pictures.contractId, contract.id))).toBe(0);
});

test("a body that never says its length and never ends is cut off at the limit, and holds no place", async ({ db, database }) => {
  const { send, address, bearer, files } = await given(db, database.address);
  const endless = () =>
    new Promise<number>((resolve, reject) => {
      const headers = { ...bearer, "Content-Type": "image/png" };
      let status = 0;
      const request = http.request(address(), { method: "POST", headers }, (response) => {
        status = response.statusCode!;
        response.resume();
        request.destroy();
        resolve(status);
      });
      request.on("error", (error) => (status ? undefined : reject(error)));
      const more = () => void (status || request.write(Buffer.alloc(100_000, 1), () => setImmediate(more)));
      more();
    });
  // More of them than may be in hand at once.
  for (let round = 0; round < 10; round++) expect(await endless()).toBe(413);
  expect(files()).toEqual([]);
  expect((await send(png)).status).toBe(200);
});
