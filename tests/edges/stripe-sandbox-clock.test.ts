import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { startSandbox } from "#app/edges/stripe/sandbox/sandbox.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { charge, givenAccount, givenCard, givenSandbox, keepAll, monday } from "./stripe-sandbox.ts";

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stripe-sandbox-"));
  folders.push(folder);
  return folder;
}

test("the clock is real time moved by an offset, and is told", async () => {
  const sandbox = await givenSandbox();
  const { now, offsetMs } = sandbox.control.clock();
  expect(Math.abs(Date.parse(now) - monday.getTime())).toBeLessThan(5_000);
  expect(Math.abs(Date.now() + offsetMs - Date.parse(now))).toBeLessThan(5_000);
  const answer = await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: "POST",
    body: JSON.stringify({ now: "2026-11-17T00:00:00Z" }),
  });
  expect(await answer.json()).toMatchObject({ now: expect.stringMatching(/^2026-11-17T00:00:00/) });
  const created = (await sandbox.stripe.customers.create({})).created;
  expect(created - Date.parse("2026-11-17T00:00:00Z") / 1000).toBeLessThan(5);
  await sandbox.done();
});

test("it goes back while nothing has happened, and never after", async () => {
  const { control, stripe, done } = await givenSandbox();
  control.setClock("2026-08-03T00:00:00Z");
  control.setClock("2026-07-27T00:00:00Z");
  await stripe.webhookEndpoints.create({ url: "http://localhost:1/", enabled_events: ["*"] });
  control.setClock("2026-07-20T00:00:00Z");
  await stripe.customers.create({});
  expect(() => control.setClock("2026-07-19T00:00:00Z")).toThrow("back");
  // One instant can be worked through in several steps though real time runs on.
  control.setClock("2026-07-20T00:00:00Z");
  expect(() => control.setClock("not a time")).toThrow("ISO 8601");
  await done();
});

test("a long step does everything on the way, in order, each at its own instant", async () => {
  const sandbox = await givenSandbox();
  const { stripe, control } = sandbox;
  await keepAll(stripe);
  const card = await givenCard(sandbox, "4000000000000077");
  await charge(stripe, card, 10_000);
  const account = await givenAccount(sandbox, "us", "fails_late");
  await stripe.transfers.create({ amount: 1_000, currency: "usd", destination: account });
  await stripe.payouts.create({ amount: 1_000, currency: "usd" }, { stripeAccount: account });
  await charge(stripe, await givenCard(sandbox), 10_000);
  await stripe.checkout.sessions.create({ mode: "setup", success_url: "https://deskhand.example/" });
  control.setClock("2027-02-01T00:00:00Z");
  const times = async (options?: { stripeAccount: string }) =>
    (
      await stripe.events.list(
        { limit: 3, types: ["checkout.session.expired", "balance.available", "payout.paid", "payout.failed"] },
        options,
      )
    ).data
      .map((event) => `${new Date(event.created * 1000).toISOString().slice(0, 13)} ${event.type}`)
      .reverse();
  expect(await times()).toEqual(["2026-11-17T12 checkout.session.expired", "2026-11-18T00 balance.available"]);
  expect(await times({ stripeAccount: account })).toEqual(["2026-11-18T00 payout.paid", "2026-11-20T00 payout.failed"]);
  await sandbox.done();
});

test("everything is there again after a stop: money, clock, keys, plans and undelivered events", async () => {
  const dataDir = newFolder();
  const first = await givenSandbox({ dataDir });
  await keepAll(first.stripe);
  await first.stripe.webhookEndpoints.create({ url: "http://localhost:1/", enabled_events: ["payment_intent.succeeded"] });
  const card = await givenCard(first);
  const paid = await charge(first.stripe, card, 10_000, "usd", "key");
  await first.done();
  const second = await givenSandbox({ dataDir, now: new Date("2030-01-01T00:00:00Z") });
  expect(second.control.clock().now.slice(0, 10)).toBe("2026-11-16");
  expect(await charge(second.stripe, card, 10_000, "usd", "key")).toEqual(paid);
  expect(second.control.setWebhooks({}).outstanding).toBe(1);
  second.control.setClock("2026-11-18T00:00:00Z");
  expect((await second.stripe.balance.retrieve()).available[0]).toMatchObject({ amount: 9_680, currency: "usd" });
  expect(Object.values(second.books()).every((sum) => sum === 0)).toBe(true);
  await second.done();
});

test("a torn last line of the journal is dropped, the rest is kept", async () => {
  const dataDir = newFolder();
  const first = await givenSandbox({ dataDir });
  const { id } = await first.stripe.customers.create({ name: "kept" });
  await first.done();
  fs.appendFileSync(path.join(dataDir, "journal.jsonl"), '[["customers",{"id":"cus_torn"');
  const second = await givenSandbox({ dataDir });
  expect((await second.stripe.customers.list()).data.map((one) => one.id)).toEqual([id]);
  await second.stripe.customers.create({ name: "after" });
  await second.done();
  const third = await startSandbox({ dataDir });
  const stripe = createStripe({ STRIPE_SANDBOX_URL: third.url });
  expect((await stripe.customers.list()).data.map((one) => (one as { name?: string }).name)).toEqual(["after", "kept"]);
  await third.close();
});

async function startProcess(dataDir: string) {
  const entry = path.resolve(import.meta.dirname, "../../app/edges/stripe/sandbox/server.ts");
  const child = spawn(process.execPath, ["--import", "tsx", entry], {
    env: { ...process.env, STRIPE_SANDBOX_PORT: "0", STRIPE_SANDBOX_DATA: dataDir },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.push(child);
  const { ready, port } = await new Promise<{ ready: boolean; port: number }>((resolve) =>
    child.once("message", (message) => resolve(message as { ready: boolean; port: number })),
  );
  expect(ready).toBe(true);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    child,
    exited,
    stripe: createStripe({ STRIPE_SANDBOX_URL: `http://127.0.0.1:${port}` }),
    url: `http://127.0.0.1:${port}`,
  };
}

test("as a process: kill -9 loses nothing that was answered, SIGTERM and a lost parent stop it", async () => {
  const dataDir = newFolder();
  const first = await startProcess(dataDir);
  expect(await (await fetch(`${first.url}/_sandbox/healthz`)).json()).toEqual({ ok: true });
  const made = await Promise.all(Array.from({ length: 50 }, (_, i) => first.stripe.customers.create({ name: `c${i}` })));
  first.child.kill("SIGKILL");
  await first.exited;
  const second = await startProcess(dataDir);
  const kept = await second.stripe.customers.list({ limit: 100 }).autoPagingToArray({ limit: 100 });
  expect(kept.map((one) => one.id).sort()).toEqual(made.map((one) => one.id).sort());
  second.child.kill("SIGTERM");
  await second.exited;
  const third = await startProcess(dataDir);
  third.child.disconnect();
  await third.exited;
}, 60_000);
