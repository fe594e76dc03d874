import { sql } from "drizzle-orm";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
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
