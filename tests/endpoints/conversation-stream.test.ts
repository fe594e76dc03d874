import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { conversationPage } from "#app/domain/messaging/conversations.server.ts";
import { postSystemMessage, sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { createRealtime } from "#app/edges/realtime/realtime.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { closeStreams, streams } from "#app/endpoints/streams/streams.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { Db } from "#db/client.server.ts";
import { apiTokens } from "#db/schema/accounts.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenApplication } from "#tests/factories/hiring.ts";
import { test as base, expect } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");

/** The streams as the server mounts them, over real HTTP. */
const test = base.extend<{ address: string }>({
  address: async ({ db, database }, use) => {
    const realtime = await createRealtime(database.address);
    const env = parseEnv({ NODE_ENV: "test", DEMO: "0" }, "/");
    const stripe = createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" });
    const app = express();
    app.use(streams({ db, stripe, storage: createStorage(env), clock: { now: () => now }, realtime, env, log }));
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    closeStreams();
    server.close();
    await realtime.close();
  },
});

async function tokenOf(db: Db, actor: Actor): Promise<string> {
  return (await db.transaction((tx) => createApiToken(tx, { label: "stream" }, { actor, now }))).token;
}
const say = (db: Db, conversationId: string, body: string, actor: Actor) =>
  db.transaction((tx) => sendMessage(tx, { conversationId, body }, { actor, now }));

interface Line {
  seq: string;
  body: string;
  kind: string;
}

/** Opens a stream and reads its lines one by one. */
async function listen(address: string, conversationId: string, token: string, { after = "", lastEventId = "" } = {}) {
  const stop = new AbortController();
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
  if (lastEventId) headers["Last-Event-ID"] = lastEventId;
  const query = after ? `?after=${after}` : "";
  const response = await fetch(`${address}/streams/conversations/${conversationId}${query}`, { headers, signal: stop.signal });
  const lines = (async function* (): AsyncGenerator<Line> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (/^event: message$/m.test(block) && data) yield JSON.parse(data) as Line;
      }
    }
  })();
  const take = async (count: number) => {
    const taken: Line[] = [];
    while (taken.length < count) {
      const { value, done } = await lines.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  };
  return { response, take, stop: () => stop.abort() };
}
const words = (lines: Line[]) => lines.map((line) => (line.kind === "system" ? JSON.parse(line.body).key : line.body));

test("what is said arrives on the other side as it is said, system lines too", async ({ db, address }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  const { conversationId } = application;
  const stream = await listen(address, conversationId, await tokenOf(db, freelancer.agent));
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  expect(words(await stream.take(1))).toEqual(["applied"]);
  await say(db, conversationId, "When could you start?", people.manager);
  expect(words(await stream.take(1))).toEqual(["When could you start?"]);
  await db.transaction((tx) =>
    postSystemMessage(tx, { conversationId, key: "shortlist", params: {} }, { actor: people.manager, now }),
  );
  await say(db, conversationId, "On Monday.", freelancer.agent);
  expect(words(await stream.take(2))).toEqual(["shortlist", "On Monday."]);
  stream.stop();
});

test("after a lost connection the reader gets what came meanwhile, once, by the cursor", async ({ db, address }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  const { conversationId } = application;
  const token = await tokenOf(db, freelancer.agent);
  const first = await listen(address, conversationId, token);
  await say(db, conversationId, "one", people.manager);
  const cursor = (await first.take(2)).at(-1)!.seq;
  first.stop();
  for (const word of ["two", "three"]) await say(db, conversationId, word, people.manager);
  // As a browser does by itself, and as the page does when the browser has given up.
  for (const from of [{ lastEventId: cursor }, { after: cursor }]) {
    const again = await listen(address, conversationId, token, from);
    expect(words(await again.take(2))).toEqual(["two", "three"]);
    again.stop();
  }
  const [, , three] = (await conversationPage(db, conversationId, freelancer.agent)).messages.slice(-3);
  const late = await listen(address, conversationId, token, { after: String(three!.seq) });
  await say(db, conversationId, "four", people.manager);
  expect(words(await late.take(1))).toEqual(["four"]);
  late.stop();
});

test("five hundred missed messages all come, in order", async ({ db, address }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  const { conversationId } = application;
  await db.transaction(async (tx) => {
    for (let i = 0; i < 500; i++) await sendMessage(tx, { conversationId, body: String(i) }, { actor: people.manager, now });
  });
  const stream = await listen(address, conversationId, await tokenOf(db, freelancer.agent), { after: "nonsense" });
  expect(words(await stream.take(501))).toEqual(["applied", ...Array.from({ length: 500 }, (_, i) => String(i))]);
  stream.stop();
});

test("many who write at once are read in one order, none left out", async ({ db, address }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  const { conversationId } = application;
  const stream = await listen(address, conversationId, await tokenOf(db, people.viewer));
  await stream.take(1);
  const said = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  await Promise.all(
    said.map((word, i) =>
      i % 4 === 0
        ? db.transaction((tx) => postSystemMessage(tx, { conversationId, key: word, params: {} }, { actor: people.manager, now }))
        : say(db, conversationId, word, i % 2 === 0 ? people.manager : freelancer.agent),
    ),
  );
  const lines = await stream.take(20);
  expect(words(lines).sort()).toEqual([...said].sort());
  expect(lines.map((line) => BigInt(line.seq))).toEqual(lines.map((line) => BigInt(line.seq)).sort((a, b) => (a < b ? -1 : 1)));
  stream.stop();
});

test("strangers, the signed-out and unknown conversations are 404", async ({ db, address }) => {
  const { application } = await givenApplication(db, { now });
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  const path = `${address}/streams/conversations/${application.conversationId}`;
  const status = async (url: string, token?: string) =>
    (await fetch(url, { headers: token ? { Authorization: `Bearer ${token}` } : {} })).status;
  const stranger = await tokenOf(db, other.owner);
  expect(await status(path, stranger)).toBe(404);
  expect(await status(path, await tokenOf(db, agent))).toBe(404);
  expect(await status(path)).toBe(404);
  expect(await status(path, "dh_wrong")).toBe(404);
  expect(await status(`${address}/streams/conversations/${application.id}`, stranger)).toBe(404);
  expect(await status(`${address}/streams/conversations/nonsense`, stranger)).toBe(404);
});

test("who may no longer read is cut off before the next message", async ({ db, address }) => {
  const { application, people } = await givenApplication(db, { now });
  const stream = await listen(address, application.conversationId, await tokenOf(db, people.viewer));
  await stream.take(1);
  await db.update(apiTokens).set({ revokedAt: now });
  await say(db, application.conversationId, "not for you", people.manager);
  expect(await stream.take(1)).toEqual([]);
});
