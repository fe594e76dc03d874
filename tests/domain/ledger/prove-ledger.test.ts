import { proofs } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { proveLedger } from "#app/domain/ledger/prove-ledger.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { type DatabaseAddress, type Db, postgresClient } from "#db/client.server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-17T02:00Z");
const prove = (db: Db, day: string, stripe: bigint) =>
  db.transaction((tx) => proveLedger(tx, { day, stripeBalances: [{ currency: "USD", amount: stripe }] }, { now }));

async function givenCharge(db: Db, minor: bigint) {
  const [stripe, receivable] = [accounts.stripeBalance("USD"), accounts.receivable(newId(), "USD")];
  await db.transaction((tx) =>
    postTransaction(
      tx,
      { key: newId(), kind: "charge.succeeded", postings: [{ debit: stripe, credit: receivable, amount: money(minor, "USD") }] },
      { now },
    ),
  );
  return receivable;
}

/** What only somebody with all rights over the database can do: the triggers are off in this session. */
async function behindTheLedgersBack(address: DatabaseAddress, statement: string): Promise<void> {
  const client = postgresClient(address, { max: 1 });
  await client.unsafe(`set session_replication_role = replica; ${statement}`);
  await client.end();
}

test("the proof holds, fails for a cent that was changed behind its back, and names the accounts and the sums", async ({
  database,
}) => {
  const { db, address } = database;
  const receivable = await givenCharge(db, 31_834n);
  expect(await prove(db, "2026-11-17", 31_834n)).toEqual({ holds: true });

  await behindTheLedgersBack(address, `update ledger_balances set credits = credits + 1 where account_id = '${receivable.id}'`);
  expect(await prove(db, "2026-11-18", 31_834n)).toEqual({ holds: false });
  const [failed] = await proofs(db);
  expect(failed).toMatchObject({
    day: "2026-11-18",
    differences: [{ account: receivable.id, running: "0/31835", summed: "0/31834" }],
    stripe: [{ currency: "USD", ours: "31834", theirs: "31834" }],
  });
  await behindTheLedgersBack(address, `update ledger_balances set credits = credits - 1 where account_id = '${receivable.id}'`);

  await behindTheLedgersBack(
    address,
    `update ledger_postings set amount = amount - 30 where credit_account = '${receivable.id}'`,
  );
  await prove(db, "2026-11-19", 31_834n);
  expect((await proofs(db))[0]!.differences.map((one) => one.account).sort()).toEqual([receivable.id, "stripe:a:balance:USD"]);
  await behindTheLedgersBack(
    address,
    `update ledger_postings set amount = amount + 30 where credit_account = '${receivable.id}'`,
  );

  await behindTheLedgersBack(address, `delete from ledger_balances where account_id = '${receivable.id}'`);
  await prove(db, "2026-11-20", 31_834n);
  expect((await proofs(db))[0]!.differences).toEqual([{ account: receivable.id, running: "0/0", summed: "0/31834" }]);
  await behindTheLedgersBack(
    address,
    `insert into ledger_balances (account_id, currency, debits, credits, floor) values ('${receivable.id}', 'USD', 0, 31834, 0)`,
  );
  expect(await prove(db, "2026-11-21", 31_834n)).toEqual({ holds: true });
});

test("Stripe's own balance is part of it: a cent that Stripe does not have is found, and so is money we do not know of", async ({
  db,
}) => {
  await givenCharge(db, 100n);
  const ours = (await proofs(db)).length;
  const [before] = await db.transaction(async (tx) => {
    await proveLedger(tx, { day: "2026-12-01", stripeBalances: [] }, { now });
    return proofs(tx);
  });
  const total = BigInt(before!.stripe[0]!.ours);
  expect(before).toMatchObject({ holds: false, stripe: [{ currency: "USD", theirs: "0" }] });
  expect(await prove(db, "2026-12-01", total)).toEqual({ holds: true });
  expect((await prove(db, "2026-12-01", total - 1n)).holds).toBe(false);
  const withEuros = [
    { currency: "USD", amount: total },
    { currency: "EUR", amount: 5n },
    { currency: "GBP", amount: 0n },
  ];
  await db.transaction((tx) => proveLedger(tx, { day: "2026-12-01", stripeBalances: withEuros }, { now }));
  const all = await proofs(db);
  expect(all[0]).toMatchObject({ holds: false, stripe: [{ currency: "EUR", ours: "0", theirs: "5" }, { currency: "USD" }] });
  // A day has one proof: its last.
  expect(all).toHaveLength(ours + 1);
});
