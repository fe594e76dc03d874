import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { postgresClient } from "#db/client.server.ts";
import { ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresSocket: string;
    templateDatabase: string;
  }
}

/** One PostgreSQL for the whole run, one migrated template; each test file clones it in some 30 ms. */
export default async function setup(project: TestProject) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-test-"));
  fs.chmodSync(dir, 0o755);
  const postgres = await startEmbeddedPostgres({ dir, durable: false });
  await ensureDatabase(postgres, "template_app");
  await migrate(postgres.address("template_app"), path.resolve(import.meta.dirname, "../../db/migrations"));
  const sql = postgresClient(postgres.address("postgres"), { max: 1 });
  await sql`alter database template_app is_template true`;
  await sql.end();
  project.provide("postgresSocket", postgres.socket);
  project.provide("templateDatabase", "template_app");
  return async () => {
    await postgres.stop();
    fs.rmSync(dir, { recursive: true, force: true });
    fs.rmSync(postgres.socket, { recursive: true, force: true });
  };
}
