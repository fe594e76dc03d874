import { count, eq, sql } from "drizzle-orm";
import { balanceOf, balancesByKind, trialBalance } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { type NewTransaction, postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { ledgerBalances } from "#db/schema/ledger.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");

function givenBill(key: string, business = newId(), agent = newId(), pay = 28_940n): NewTransaction {
  return {
    key,
    kind: "bill-closed",
    occurredAt: now,
    postings: [
      {
        debit: accounts.receivable(business, "USD"),
        credit: accounts.pending(agent, "USD"),
        amount: money(pay, "USD"),
      },
      {
        debit: accounts.receivable(business, "USD"),
        credit: accounts.fees("USD"),
        amount: money(pay / 10n, "USD"),
      },
    ],
  };
}

test("a transaction moves the balances of each account on its normal side", async ({ db }) => {
  const [business, agent] = [newId(), newId()];
  const { posted } = await db.transaction((tx) => postTransaction(tx, givenBill("one", business, agent), { now }));
  expect(posted).toBe(true);
  expect(await balanceOf(db, accounts.receivable(business, "USD"))).toEqual(money(31_834n, "USD"));
  expect(await balanceOf(db, accounts.pending(agent, "USD"))).toEqual(money(28_940n, "USD"));
});

test("the same key is posted once, at the same time too; other content under it is refused", async ({ db }) => {
  const [business, agent] = [newId(), newId()];
  const input = givenBill("twice", business, agent);
  const posts = await Promise.all(Array.from({ length: 5 }, () => db.transaction((tx) => postTransaction(tx, input, { now }))));
  expect(posts.filter((post) => post.posted)).toHaveLength(1);
  expect(new Set(posts.map((post) => post.id)).size).toBe(1);
  expect((await balanceOf(db, accounts.pending(agent, "USD"))).minor).toBe(28_940n);
  await expect(
    db.transaction((tx) => postTransaction(tx, givenBill("twice", business, agent, 100n), { now })),
  ).rejects.toBeInstanceOf(Conflict);
});

test("a reversal brings the balances back, once", async ({ db }) => {
  const [business, agent] = [newId(), newId()];
  await db.transaction((tx) => postTransaction(tx, givenBill("wrong", business, agent), { now }));
  const reversal = { key: "wrong", as: "wrong:reversed" };
  await db.transaction((tx) => reverseTransaction(tx, reversal, { now }));
  expect((await db.transaction((tx) => reverseTransaction(tx, reversal, { now }))).posted).toBe(false);
  expect((await balanceOf(db, accounts.receivable(business, "USD"))).minor).toBe(0n);
  expect((await balanceOf(db, accounts.pending(agent, "USD"))).minor).toBe(0n);
});

test.for([
  { what: "negative", amount: money(-1n, "USD"), credit: accounts.fees("USD") },
  { what: "in two currencies", amount: money(1n, "USD"), credit: accounts.fees("EUR") },
  { what: "of nothing", amount: money(0n, "USD"), credit: accounts.fees("USD") },
])("a posting $what is refused", async ({ amount, credit }, { db }) => {
  const input = {
    key: newId(),
    kind: "x",
    occurredAt: now,
    postings: [{ debit: accounts.bank("USD"), credit, amount }],
  };
  await expect(db.transaction((tx) => postTransaction(tx, input, { now }))).rejects.toBeInstanceOf(RangeError);
});

test("many at once over the same accounts neither lock up nor lose a cent", async ({ db }) => {
  const business = newId();
  const agents = [newId(), newId(), newId()];
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      db.transaction((tx) => postTransaction(tx, givenBill(`many ${index}`, business, agents[index % 3]!, 1_000n), { now })),
    ),
  );
  expect((await balanceOf(db, accounts.receivable(business, "USD"))).minor).toBe(33_000n);
  const [sums] = await db
    .select({ debits: sql<string>`sum(${ledgerBalances.debits})`, credits: sql<string>`sum(${ledgerBalances.credits})` })
    .from(ledgerBalances);
  expect(sums!.debits).toBe(sums!.credits);
});

test.for([
  ["what it is about", { source: { kind: "bill", id: newId() } }],
  ["Stripe's object", { stripeId: "ch_another" }],
  ["its kind", { kind: "charge.succeeded" }],
] as const)("the same key with other input is refused: %s", async ([, other], { db }) => {
  const input = { ...givenBill(newId()), source: { kind: "bill", id: newId() }, stripeId: "ch_one" };
  const post = (one: NewTransaction, at = now) => db.transaction((tx) => postTransaction(tx, one, { now: at }));
  const { id } = await post(input);
  await expect(post({ ...input, ...other })).rejects.toMatchObject({ key: "ledger:errors.keyUsed" });
  // A webhook that says the same a day later is the same.
  expect(await post({ ...input, occurredAt: at("2026-11-17T12:00Z") }, at("2026-11-17T12:00Z"))).toEqual({ id, posted: false });
});

test("the platform's accounts move in a row of each session, together they are the balance; anybody else has one row", async ({
  db,
}) => {
  const agent = newId();
  const fees = accounts.fees("CHF");
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      db.transaction(async (tx) => {
        await postTransaction(tx, sharded(`${agent}:${index}`, agent), { now });
        await tx.execute(sql`select pg_sleep(0.01)`);
      }),
    ),
  );
  expect((await balanceOf(db, fees)).minor).toBe(400n);
  expect((await balanceOf(db, accounts.pending(agent, "CHF"))).minor).toBe(4_000n);
  const rows = await db
    .select({ id: ledgerBalances.accountId, shards: count() })
    .from(ledgerBalances)
    .where(eq(ledgerBalances.currency, "CHF"))
    .groupBy(ledgerBalances.accountId);
  const shards = new Map(rows.map((row) => [row.id, row.shards]));
  expect(shards.get(accounts.pending(agent, "CHF").id)).toBe(1);
  expect(shards.get(fees.id)).toBeGreaterThan(1);
  expect((await trialBalance(db)).filter((row) => row.currency === "CHF").map((row) => [row.kind, row.balance])).toEqual([
    ["agent:pending", 4_000n],
    ["business:receivable", 4_400n],
    ["platform:fees", 400n],
  ]);
  expect((await balancesByKind(db)).find((row) => row.kind === "platform:fees" && row.currency === "CHF")).toMatchObject({
    accounts: 1,
    balance: 400n,
  });
});

const business = newId();
function sharded(key: string, agent: string): NewTransaction {
  const receivable = accounts.receivable(business, "CHF");
  return {
    key,
    kind: "week.billed",
    postings: [
      { debit: receivable, credit: accounts.pending(agent, "CHF"), amount: money(100n, "CHF") },
      { debit: receivable, credit: accounts.fees("CHF"), amount: money(10n, "CHF") },
    ],
  };
}
