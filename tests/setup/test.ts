import { test as base, inject } from "vitest";
import type { startSandbox } from "#app/edges/stripe/sandbox/sandbox.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { type DatabaseAddress, type Db, openDatabase, postgresClient } from "#db/client.server.ts";

export { expect } from "vitest";

type Sandbox = Awaited<ReturnType<typeof startSandbox>> & { stripe: StripeEdge };

let clones = 0;

/** A clone of the migrated template, dropped after use. */
export async function withDatabase(use: (database: { address: DatabaseAddress; db: Db }) => Promise<void>): Promise<void> {
  const socket = inject("postgresSocket");
  const name = `test_${process.pid}_${Date.now().toString(36)}_${clones++}`;
  const admin = postgresClient({ socket, database: "postgres" }, { max: 1 });
  await admin`create database ${admin(name)} template ${admin(inject("templateDatabase"))}`;
  const address = { socket, database: name };
  const { db, close } = openDatabase(address, 8);
  await use({ address, db });
  await close();
  await admin`drop database ${admin(name)} with (force)`;
  await admin.end();
}

/** Real parts: a PostgreSQL database of the file's own, and a Stripe sandbox of the file's own over HTTP. */
export const test = base
  .extend<{ database: { address: DatabaseAddress; db: Db } }>({
    database: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures it needs from this pattern
      ({}, use) => withDatabase(use),
      { scope: "file" },
    ],
  })
  .extend<{ db: Db }>({ db: [({ database }, use) => use(database.db), { scope: "file" }] })
  .extend<{ sandbox: Sandbox }>({
    sandbox: [
      // biome-ignore lint/correctness/noEmptyPattern: as above
      async ({}, use) => {
        const { startSandbox } = await import("#app/edges/stripe/sandbox/sandbox.ts");
        const { createStripe } = await import("#app/edges/stripe/stripe.server.ts");
        const sandbox = await startSandbox({});
        await use({ ...sandbox, stripe: createStripe({ STRIPE_SANDBOX_URL: sandbox.url }) });
        await sandbox.close();
      },
      { scope: "file" },
    ],
  });
