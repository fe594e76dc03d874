import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { proofs } from "#app/domain/ledger/balances.server.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { proveLedger } from "#app/domain/ledger/prove-ledger.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { type Db, openDatabase, type Tx } from "#db/client.server.ts";
import { ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";

const OWNERS = 5_000;
const owners = Array.from({ length: OWNERS }, () => ({ business: newId(), agent: newId() }));
const someOwner = () => owners[Math.floor(Math.random() * OWNERS)]!;
const now = new Date();

/** Between accounts of one contract out of thousands, or from one of them to the one account that everybody posts to. */
type Pair = () => { debit: AccountRef; credit: AccountRef };
const many: Pair = () => {
  const { business, agent } = someOwner();
  return { debit: accounts.receivable(business, "USD"), credit: accounts.pending(agent, "USD") };
};
const hot: Pair = () => ({ debit: accounts.receivable(someOwner().business, "USD"), credit: accounts.fees("USD") });

/** Every contender goes through the same pool, with its statements prepared. */
async function run<Row>(tx: Tx, statement: string, params: unknown[]): Promise<Row[]> {
  return (await tx._.session.prepareQuery({ sql: statement, params }, undefined, "bench", false).execute()) as Row[];
}

const sameRows = `with made as (insert into bench_transactions (id, key, input_hash, kind, occurred_at) values ($1, $2, '', 'bench', $3))
  insert into bench_postings (id, transaction_id, debit_account, credit_account, amount, currency, occurred_at) values ($4, $5, $6, $7, 100, 'USD', $8)`;
/** The limit: the two rows, a transaction and its posting, in tables with the same columns and indexes, in one transaction; and nothing else. */
const plainInsert = (db: Db) => () =>
  db.transaction(async (tx) => {
    const { debit, credit } = many();
    const id = newId();
    await run(tx, sameRows, [id, newId(), now.toISOString(), newId(), id, debit.id, credit.id, now.toISOString()]);
  });

const bareRows = `insert into bench_entries (id, transaction_id, account, amount, currency) values ($1, $2, $3, 100, 'USD'), ($4, $5, $6, -100, 'USD')`;
/** The least that anything could do: two rows of five columns under a primary key. */
const bareInsert = (db: Db) => () =>
  db.transaction(async (tx) => {
    const { debit, credit } = many();
    const id = newId();
    await run(tx, bareRows, [newId(), id, debit.id, newId(), id, credit.id]);
  });

const ours = (db: Db, pair: Pair) => () =>
  db.transaction((tx) =>
    postTransaction(tx, { key: newId(), kind: "bench", postings: [{ ...pair(), amount: money(100n, "USD") }] }, { now }),
  );

const balancesToLock =
  "select account_id, debits, credits from ledger_balances where account_id in ($1, $2) and shard = 0 order by account_id for update";
/** The same as most systems write it: lock the balance rows, read them, write what was read plus the amount. */
const selectForUpdate = (db: Db, pair: Pair) => () =>
  db.transaction(async (tx) => {
    const { debit, credit } = pair();
    const id = newId();
    const at = now.toISOString();
    await run(tx, "insert into ledger_transactions (id, key, input_hash, kind, occurred_at) values ($1, $2, '', 'bench', $3)", [
      id,
      id,
      at,
    ]);
    const rows = await run<{ account_id: string; debits: string; credits: string }>(tx, balancesToLock, [debit.id, credit.id]);
    for (const row of rows) {
      const [debits, credits] = row.account_id === debit.id ? [100n, 0n] : [0n, 100n];
      await run(tx, "update ledger_balances set debits = $1, credits = $2 where account_id = $3 and shard = 0", [
        String(BigInt(row.debits) + debits),
        String(BigInt(row.credits) + credits),
        row.account_id,
      ]);
    }
    await run(
      tx,
      "insert into ledger_postings (id, transaction_id, debit_account, credit_account, amount, currency, occurred_at) values ($1, $2, $3, $4, 100, 'USD', $5)",
      [newId(), id, debit.id, credit.id, at],
    );
  });

/** Transactions a second that as many clients as the pool has connections get through. */
async function rate(work: () => Promise<unknown>, clients: number, seconds: number): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        await work();
        done++;
      }
    }),
  );
  return done / ((performance.now() - begin) / 1000);
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/**
 * Our posting command against two limits, in rounds that take turns so that the machine's moods meet all alike; medians. PostgreSQL syncs
 * every commit to disk for each of them.
 */
export default async function ledger(args: string[]) {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: "string" }, seconds: { type: "string" }, clients: { type: "string" } },
  });
  const [rounds, seconds, clients] = [Number(values.rounds ?? 7), Number(values.seconds ?? 3), Number(values.clients ?? 16)];
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-bench-"));
  fs.chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dir });
  await ensureDatabase(server, "bench");
  const address = server.address("bench");
  await migrate(address, path.resolve(import.meta.dirname, "../../db/migrations"));
  const { db, sql, close } = openDatabase(address, clients);
  try {
    await sql`create table bench_transactions (like ledger_transactions including defaults including indexes)`;
    await sql`create table bench_postings (like ledger_postings including defaults including indexes)`;
    await sql`create table bench_entries (id uuid primary key, transaction_id uuid not null, account text not null, amount bigint not null, currency char(3) not null)`;
    await openAccounts(db);
    const contenders = {
      limit: plainInsert(db),
      bare: bareInsert(db),
      many: ours(db, many),
      hot: ours(db, hot),
      lockedMany: selectForUpdate(db, many),
      lockedHot: selectForUpdate(db, hot),
    };
    const names = Object.keys(contenders) as (keyof typeof contenders)[];
    for (const name of names) await rate(contenders[name], clients, Math.min(seconds, 1)); // plans are made, pages are warm
    const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<(typeof names)[number], number[]>;
    for (let round = 0; round < rounds; round++)
      for (const name of round % 2 ? [...names].reverse() : names)
        rates[name].push(await rate(contenders[name], clients, seconds));
    const of = (name: (typeof names)[number]) => median(rates[name]);
    // What was measured is also right: every balance, in all its rows, is the sum of its postings.
    await db.transaction((tx) => proveLedger(tx, { day: "2026-11-30", stripeBalances: [] }, { now }));
    const [proof] = await proofs(db);
    if (proof!.differences.length > 0) throw new Error(`the ledger does not add up: ${JSON.stringify(proof!.differences[0])}`);
    const ratio = (a: number, b: number) => Number((a / b).toFixed(3));
    const metrics = {
      limit_tps: Math.round(of("limit")),
      bare_insert_tps: Math.round(of("bare")),
      many_accounts_tps: Math.round(of("many")),
      hot_account_tps: Math.round(of("hot")),
      select_for_update_hot_tps: Math.round(of("lockedHot")),
      select_for_update_many_tps: Math.round(of("lockedMany")),
      many_accounts_vs_limit: ratio(of("many"), of("limit")),
      hot_account_vs_limit: ratio(of("hot"), of("limit")),
      many_accounts_vs_bare_insert: ratio(of("many"), of("bare")),
      vs_select_for_update: ratio(of("hot"), of("lockedHot")),
      vs_select_for_update_many: ratio(of("many"), of("lockedMany")),
      postings: Number(proof!.postings),
    };
    return {
      metrics,
      aims: { many_accounts_vs_limit: { aim: "at least 0.7", met: metrics.many_accounts_vs_limit >= 0.7 } },
    };
  } finally {
    await close();
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** Each account has been posted to before, as in a platform that lives; the hot one's first row too. */
async function openAccounts(db: Db): Promise<void> {
  for (let i = 0; i < OWNERS; i += 500) {
    const postings = owners.slice(i, i + 500).map(({ business, agent }) => ({
      debit: accounts.receivable(business, "USD"),
      credit: accounts.pending(agent, "USD"),
      amount: money(100n, "USD"),
    }));
    await db.transaction((tx) => postTransaction(tx, { key: newId(), kind: "bench", postings }, { now }));
  }
  await db.transaction(async (tx) => {
    const posting = { debit: accounts.bank("USD"), credit: accounts.fees("USD"), amount: money(100n, "USD") };
    await postTransaction(tx, { key: newId(), kind: "bench", postings: [posting] }, { now });
    await tx.execute(
      "insert into ledger_balances (account_id, currency, floor) values ('platform:fees:USD', 'USD', 0) on conflict do nothing",
    );
  });
}
