import { eq } from "drizzle-orm";
import { changeConnection } from "#app/domain/helpdesks/change-connection.server.ts";
import { signatureOf, webhookSecret } from "#app/domain/helpdesks/webhook-signature.server.ts";
import { helpdeskWebhooks } from "#app/endpoints/webhooks/helpdesks.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import type { Db } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskEvents } from "#db/schema/helpdesks.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenHelpdesk } from "#tests/factories/helpdesks.ts";
import { testKey } from "#tests/factories/taxes.ts";
import { givenServer } from "#tests/http/server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-18T12:00Z");
const seconds = () => Math.floor(Date.now() / 1000);

async function givenWebhook(db: Db) {
  const people = await givenBusiness(db);
  const connection = await givenHelpdesk(db, people);
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0", FIELD_ENCRYPTION_KEY: testKey }, "/");
  const ask = await givenServer((app) => app.use(helpdeskWebhooks({ db, clock: { now: () => now }, env })));
  const send = async (
    body: unknown,
    { signedAt = seconds(), version = 1, header }: { signedAt?: number; version?: number; header?: string } = {},
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const secret = webhookSecret(testKey, { id: connection.id, secretVersion: version });
    const answer = await ask({
      method: "POST",
      path: `/webhooks/helpdesks/${connection.id}`,
      headers: { "Content-Type": "application/json", "Deskhand-Signature": header ?? signatureOf(secret, text, signedAt) },
      body: text,
    });
    return { status: answer.status, body: JSON.parse(answer.text) as Record<string, unknown> };
  };
  const stored = () => db.$count(helpdeskEvents, eq(helpdeskEvents.connectionId, connection.id));
  return { people, connection, send, stored, ask };
}

const one = (id: string, more: object = {}) => ({
  id,
  ticket: "4711",
  kind: "replied",
  occurredAt: "2026-11-18T10:00:00Z",
  agent: "ana@desk",
  ...more,
});

test("signed events are stored once, however often and however many at a time they come", async ({ db }) => {
  const { send, stored } = await givenWebhook(db);
  const batch = { events: [one("a"), one("b", { kind: "solved" })] };
  const first = await send(batch);
  expect([first.status, first.body.accepted, first.body.duplicate]).toEqual([200, 2, 0]);
  const again = await Promise.all([send(batch), send({ events: [...batch.events, one("c")] }), send({ events: [one("c")] })]);
  expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(again.reduce((sum, { body }) => sum + (body.accepted as number), 0)).toBe(1);
  expect(await stored()).toBe(3);
});

test("each event is judged by itself and the field is named", async ({ db }) => {
  const { send, stored } = await givenWebhook(db);
  const { status, body } = await send({
    events: [
      one("a"),
      one("b", { kind: "eaten" }),
      one("c", { occurredAt: "2026-11-18 10:00" }),
      one("d", { kind: "csat" }),
      one("e", { kind: "csat", score: 6 }),
      one("f", { occurredAt: "2026-11-19T10:00:00Z" }),
      one("", {}),
      one("g", { ticket: "x".repeat(201) }),
      "nonsense",
      one("a", { ticket: "other" }),
      one("h", { kind: "csat", score: 5, agent: undefined }),
    ],
  });
  expect([status, body.accepted, body.refused]).toEqual([200, 2, 9]);
  const verdicts = body.verdicts as { id: string | null; verdict: string; field?: string }[];
  expect(verdicts.map((verdict) => verdict.field ?? verdict.verdict)).toEqual([
    "accepted",
    "kind",
    "occurredAt",
    "score",
    "score",
    "occurredAt",
    "id",
    "ticket",
    "event",
    "id",
    "accepted",
  ]);
  expect(await stored()).toBe(2);
});

test("what cannot be read is a 400 that names the field, a batch of faults only a 422, too much a 413", async ({ db }) => {
  const { send, stored } = await givenWebhook(db);
  const field = async (body: unknown) => {
    const answer = await send(body);
    return [answer.status, (answer.body.error as { field?: string } | undefined)?.field];
  };
  expect(await field("{")).toEqual([400, "events"]);
  expect(await field({ events: [] })).toEqual([400, "events"]);
  expect(await field({ events: Array.from({ length: 501 }, (_, index) => one(String(index))) })).toEqual([400, "events"]);
  expect(await field({ events: "all" })).toEqual([400, "events"]);
  expect((await send({ events: [one("a", { kind: "eaten" })] })).status).toBe(422);
  expect((await send({ events: [one("a")], pad: "x".repeat(1_100_000) })).status).toBe(413);
  expect(await stored()).toBe(0);
});

test("an unsigned, altered, old or foreign request is refused and says why", async ({ db }) => {
  const { send, stored, ask, connection } = await givenWebhook(db);
  const batch = { events: [one("a")] };
  const text = JSON.stringify(batch);
  const why = async (header: string | undefined, body = text) => {
    const answer = await ask({
      method: "POST",
      path: `/webhooks/helpdesks/${connection.id}`,
      headers: header === undefined ? {} : { "Deskhand-Signature": header },
      body,
    });
    return [answer.status, (JSON.parse(answer.text) as { error: { message: string } }).error.message];
  };
  const secret = webhookSecret(testKey, { id: connection.id, secretVersion: 1 });
  expect(await why(undefined)).toEqual([401, "The signature is missing."]);
  expect(await why("nonsense")).toEqual([401, "The signature is malformed."]);
  expect(await why(signatureOf(secret, text, seconds() - 301))).toEqual([401, "The signature is too old."]);
  expect(await why(signatureOf(secret, text, seconds() + 400))).toEqual([401, "The signature is too old."]);
  expect(await why(signatureOf("dhwh_other", text, seconds()))).toEqual([401, "The signature is wrong."]);
  expect(await why(signatureOf(secret, text, seconds()), text.replace("4711", "4712"))).toEqual([401, "The signature is wrong."]);
  expect((await send(batch, { signedAt: seconds() - 290 })).status).toBe(200);
  expect((await ask({ method: "POST", path: "/webhooks/helpdesks/nonsense", body: text })).status).toBe(404);
  expect(await stored()).toBe(1);
});

test("a rolled secret signs at once and the one before for a day; a closed connection takes nothing", async ({ db }) => {
  const { send, connection, people } = await givenWebhook(db);
  const change = (what: "close" | "roll", realNow: Date) =>
    db.transaction((tx) =>
      changeConnection(tx, { connectionId: connection.id, change: what, realNow }, { actor: people.owner, now }),
    );
  await change("roll", new Date());
  expect((await send({ events: [one("a")] }, { version: 2 })).status).toBe(200);
  expect((await send({ events: [one("b")] }, { version: 1 })).status).toBe(200);
  await db
    .update(helpdeskConnections)
    .set({ secretRolledAt: new Date(Date.now() - 25 * 3_600_000) })
    .where(eq(helpdeskConnections.id, connection.id));
  expect((await send({ events: [one("c")] }, { version: 1 })).status).toBe(401);
  await change("close", new Date());
  expect((await send({ events: [one("d")] }, { version: 2 })).status).toBe(410);
});
