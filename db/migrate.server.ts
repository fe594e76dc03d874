import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import { type DatabaseAddress, postgresClient } from "./client.server.ts";

/** Brings the database to the newest schema; a lock lets only one process do it at a time. @param folder of the migrations */
export async function migrate(address: DatabaseAddress, folder: string): Promise<void> {
  const sql = postgresClient(address, { max: 1 });
  try {
    await sql`select pg_advisory_lock(hashtext('deskhand migrations'))`;
    await runMigrations(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
