import { eq, sql } from "drizzle-orm";
import { type AccountRef, accountOf, accounts, assertOnChart, chart } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { accountKinds } from "#app/domain/ledger/trial-balance.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { ledgerAccounts } from "#db/schema/ledger.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const everyAccount = (currency: string): AccountRef[] => {
  const { stripeBalance, vat, ...others } = accounts;
  const owned = ["receivable", "credit", "pending", "held", "available", "inTransit", "paidOut", "owed"];
  return [
    ...Object.entries(others).map(([name, make]) =>
      owned.includes(name)
        ? (make as (owner: string, currency: string) => AccountRef)(newId(), currency)
        : (make as (currency: string) => AccountRef)(currency),
    ),
    stripeBalance(currency, "a"),
    stripeBalance(currency, "b"),
    vat("PT", currency),
    vat("US-NY", currency),
  ];
};
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: { cause?: { constraint_name?: string } }) => error.cause?.constraint_name,
  );

/** Which way an account is kept from going below zero: 1 credits are at least debits, -1 debits at least credits, 0 it may. */
const floorOf = ({ kind, normalSide }: AccountRef) => (chart[kind]!.belowZero ? 0 : normalSide === "credit" ? 1 : -1);

test("code and database make the same accounts: each of the chart is opened by its first posting, and read back from its id", async ({
  db,
}) => {
  const all = everyAccount("SEK");
  for (const account of all) {
    expect(accountOf(account.id)).toEqual(account);
    const other = account.kind === "clearing" ? accounts.bank("SEK") : accounts.clearing("SEK");
    const legs = account.normalSide === "debit" ? { debit: account, credit: other } : { debit: other, credit: account };
    await db.transaction((tx) =>
      postTransaction(tx, { key: newId(), kind: "x", postings: [{ ...legs, amount: money(1n, "SEK") }] }, { now }),
    );
    const [row] = await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.id, account.id));
    expect(row).toEqual({ ...account, floor: floorOf(account), openedAt: now });
  }
  const kinds = new Set(all.map((account) => account.kind));
  expect([...kinds].sort()).toEqual(Object.keys(chart).sort());
  expect([...accountKinds].sort()).toEqual(Object.keys(chart).sort());
});

const agent = newId();
test.for([
  ["a kind that nobody knows", { id: `agent:${agent}:savings:USD`, kind: "agent:savings", ownerId: agent, normalSide: "credit" }],
  ["an agent's account of nobody", { id: "agent::pending:USD", kind: "agent:pending", ownerId: null, normalSide: "credit" }],
  ["an id of somebody else", { id: `agent:${newId()}:pending:USD`, kind: "agent:pending", ownerId: agent, normalSide: "credit" }],
  ["a platform account with an owner", { id: "platform:fees:USD", kind: "platform:fees", ownerId: agent, normalSide: "credit" }],
  ["the wrong side", { id: `agent:${agent}:pending:USD`, kind: "agent:pending", ownerId: agent, normalSide: "debit" }],
  ["another currency in the id", { id: "platform:fees:EUR", kind: "platform:fees", ownerId: null, normalSide: "credit" }],
  ["a third rail", { id: "stripe:c:balance:USD", kind: "stripe:balance", ownerId: null, normalSide: "debit" }],
  ["a jurisdiction that is a name", { id: "tax:Portugal:vat:USD", kind: "tax", ownerId: null, normalSide: "credit" }],
  ["a name of every object", { id: "constructor:USD", kind: "constructor", ownerId: null, normalSide: "debit" }],
] as const)("%s is refused, in code and by the database", async ([, wrong], { db }) => {
  const account: AccountRef = { ...wrong, currency: "USD" };
  expect(() => assertOnChart(account)).toThrow(RangeError);
  const posting = { debit: account, credit: accounts.bank("USD"), amount: money(1n, "USD") };
  await expect(
    db.transaction((tx) => postTransaction(tx, { key: newId(), kind: "x", postings: [posting] }, { now })),
  ).rejects.toBeInstanceOf(RangeError);
  expect(await refusal(db.insert(ledgerAccounts).values({ ...account, floor: account.ownerId ? 1 : 0, openedAt: now }))).toMatch(
    /^ledger_accounts_/,
  );
});

async function postedFrom(db: Db, account: AccountRef): Promise<string | null> {
  const side = account.normalSide === "debit" ? "credit" : "debit";
  const other = account.kind === "clearing" ? accounts.bank("NOK") : accounts.clearing("NOK");
  const legs = side === "debit" ? { debit: account, credit: other } : { debit: other, credit: account };
  return db
    .transaction((tx) =>
      postTransaction(tx, { key: newId(), kind: "x", postings: [{ ...legs, amount: money(1n, "NOK") }] }, { now }),
    )
    .then(
      () => null,
      (error: { key: string; params: { account: string } }) => `${error.key} ${error.params.account}`,
    );
}

test("what may stand below zero is in the chart, and the database holds everybody else to it", async ({ db }) => {
  for (const account of everyAccount("NOK"))
    expect([account.kind, await postedFrom(db, account)]).toEqual([
      account.kind,
      chart[account.kind]!.belowZero ? null : `ledger:errors.belowZero ${account.id}`,
    ]);
});

test("the last cent can be taken, and not one more, by many at once", async ({ db }) => {
  const [business, somebody] = [newId(), newId()];
  const [pending, available] = [accounts.pending(somebody, "USD"), accounts.available(somebody, "USD")];
  const post = (key: string, debit: AccountRef, credit: AccountRef, minor: bigint) =>
    db.transaction((tx) =>
      postTransaction(tx, { key, kind: "x", postings: [{ debit, credit, amount: money(minor, "USD") }] }, { now }),
    );
  await post(newId(), accounts.receivable(business, "USD"), pending, 700n);
  const tries = await Promise.allSettled(Array.from({ length: 9 }, () => post(newId(), pending, available, 100n)));
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(7);
  const [row] = await db.execute<{ debits: string; credits: string; shards: number }>(
    sql`select sum(debits)::text as debits, sum(credits)::text as credits, count(*)::int as shards from ledger_balances where account_id = ${pending.id}`,
  );
  expect(row).toEqual({ debits: "700", credits: "700", shards: 1 });
});
