import { desc } from "drizzle-orm";
import { expect } from "vitest";
import { system } from "#app/domain/accounts/permissions.ts";
import { createMail } from "#app/edges/mail/mail.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { DatabaseAddress, Db } from "#db/client.server.ts";
import { ledgerProofs } from "#db/schema/ledger.ts";
import { type GivenSandbox, givenSandbox } from "#tests/edges/stripe-sandbox.ts";
import type { JobDeps } from "#workers/deps.ts";
import { catchUpStripeEvents } from "#workers/jobs/catch-up-stripe-events.ts";
import { proveLedger } from "#workers/jobs/prove-ledger.ts";
import { runDue } from "#workers/run-due.ts";
import { advanceInline, inlineFlow, settle } from "#workers/run-inline.ts";
import { test as base, withDatabase } from "./test.ts";
import { at } from "./time.ts";

/** Mails, ranking and ratings have tests of their own. */
const notMoney = new Set([
  "notify",
  "mail-documents",
  "mail-statement",
  "mail-diary-heads",
  "send-verification-mail",
  "rebuild-match-profiles",
  "update-match-profile",
  "propose-promotions",
  "reveal-reviews",
  "start-amended-terms",
  "apply-committed-hours",
  "reconcile-stripe",
  "prove-ledger",
]);

/** The Monday of product.md's example week, early in the morning. */
const begin = at("2026-11-09T00:00Z");

export interface MoneyWorld extends Pick<GivenSandbox, "stripe" | "control" | "url"> {
  db: Db;
  address: DatabaseAddress;
  deps: JobDeps;
  now(): Date;
  /** Lets time pass for us and for Stripe: all that falls due on the way is done, and every event is read. */
  advanceTo(iso: string): Promise<void>;
  /** Reads Stripe's events and does everything that was recorded so far. */
  settle(): Promise<void>;
}

/** A world of a test's own: database, Stripe sandbox over HTTP with the judge before it, and one clock for both. It begins on 9 November 2026. */
export const test = base.extend<{ world: MoneyWorld }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures it needs from this pattern
  world: async ({}, use) => {
    await withDatabase(async ({ db, address }) => {
      const { done, judge, ...sandbox } = await givenSandbox({ now: begin });
      let now = begin;
      const env = parseEnv({ NODE_ENV: "test", DEMO: "0" }, "/");
      const deps: JobDeps = {
        db,
        stripe: sandbox.stripe,
        mail: createMail(env),
        storage: createStorage(env),
        now: () => now,
        context: () => ({ actor: system, now }),
        publicUrl: "https://deskhand.example",
        log,
        flow: inlineFlow(() => deps),
      };
      // The schedules count from now.
      await runDue(db, now, async () => undefined);
      const moveTo = async (instant: Date) => {
        now = instant;
        sandbox.control.setClock(instant);
        await catchUpStripeEvents.run({}, deps);
      };
      await use({
        ...sandbox,
        db,
        address,
        deps,
        now: () => now,
        advanceTo: (iso) => advanceInline(deps, at(iso), moveTo, notMoney),
        settle: async () => {
          await catchUpStripeEvents.run({}, deps);
          await settle(deps, notMoney);
        },
      });
      await expectProof(deps);
      expect(judge.faults()).toEqual([]);
      await done();
    });
  },
});
export { expect };

/** Every story ends so: sums of postings are the running balances, and our Stripe accounts are Stripe's own, to the cent. */
async function expectProof(deps: JobDeps): Promise<void> {
  await proveLedger.run({ day: "2026-12-31" }, deps);
  const [proof] = await deps.db.select().from(ledgerProofs).orderBy(desc(ledgerProofs.provedAt)).limit(1);
  expect(proof).toMatchObject({ holds: true, differences: [] });
}
