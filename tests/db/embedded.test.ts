import { sql } from "drizzle-orm";
import { expect, test } from "#tests/setup/test.ts";

test("each test file has a migrated database of its own", async ({ db }) => {
  const [row] = await db.execute<{ tables: string; offset: number }>(
    sql`select (select count(*) from information_schema.tables where table_schema = 'public') as tables, (select offset_seconds from business_clock) as offset`,
  );
  expect(Number(row!.tables)).toBeGreaterThan(40);
  expect(row!.offset).toBe(0);
});

test("the ledger's rows cannot be changed or deleted", async ({ db }) => {
  await db.execute(
    sql`insert into ledger_transactions (id, key, input_hash, kind, occurred_at) values (gen_random_uuid(), 'k', 'h', 'test', now())`,
  );
  await expect(db.execute(sql`update ledger_transactions set kind = 'other'`)).rejects.toMatchObject({
    cause: { code: "23001" },
  });
  await expect(db.execute(sql`delete from ledger_transactions`)).rejects.toMatchObject({ cause: { code: "23001" } });
});
