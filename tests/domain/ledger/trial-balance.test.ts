import fc from "fast-check";
import { accountPage, balanceAt, balancesByKind, transactionById } from "#app/domain/ledger/balances.server.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import { trialBalanceAt } from "#app/domain/ledger/trial-balance.server.ts";
import { momentOf, trialByCurrency } from "#app/domain/ledger/trial-balance.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const close = at("2026-11-16T12:00Z");

function post(db: Db, key: string, occurredAt: Date, debit: AccountRef, credit: AccountRef, minor: bigint) {
  return db.transaction((tx) =>
    postTransaction(
      tx,
      { key, kind: "story", occurredAt, postings: [{ debit, credit, amount: money(minor, debit.currency) }] },
      { now: occurredAt },
    ),
  );
}

test("the trial balance of a week's life, as of each moment of it", async ({ db }) => {
  const [business, agent] = [newId(), newId()];
  const [receivable, pending] = [accounts.receivable(business, "GBP"), accounts.pending(agent, "GBP")];
  const stripe = accounts.stripeBalance("GBP");
  await post(db, "tb:billed", close, receivable, pending, 28_940n);
  await post(db, "tb:fee", close, receivable, accounts.fees("GBP"), 2_894n);
  await post(db, "tb:charged", addDays(close, 1), stripe, receivable, 31_834n);
  await post(db, "tb:available", addDays(close, 9), pending, accounts.available(agent, "GBP"), 28_940n);

  const asOf = async (moment: Date | null) => {
    const trial = trialByCurrency(await trialBalanceAt(db, moment)).find((one) => one.currency === "GBP");
    expect(trial?.debit).toBe(trial?.credit);
    return Object.fromEntries((trial?.rows ?? []).map((row) => [row.kind, row.debit - row.credit]));
  };
  expect(await asOf(addDays(close, -1))).toEqual({});
  expect(await asOf(close)).toEqual({ "business:receivable": 31_834n, "agent:pending": -28_940n, "platform:fees": -2_894n });
  const charged = { "business:receivable": 0n, "agent:pending": -28_940n, "platform:fees": -2_894n, "stripe:balance": 31_834n };
  expect(await asOf(addDays(close, 1))).toEqual(charged);
  expect(await asOf(addDays(close, 8))).toEqual(charged);
  const last = { ...charged, "agent:pending": 0n, "agent:available": -28_940n };
  expect(await asOf(addDays(close, 9))).toEqual(last);
  expect(await asOf(null)).toEqual(last);
  expect((await balancesByKind(db)).find((row) => row.kind === "agent:available" && row.currency === "GBP")).toMatchObject({
    accounts: 1,
    balance: 28_940n,
  });
});

test("an account's page tells the balance after each posting, newest first, in pages", async ({ db }) => {
  const agent = newId();
  const [pending, available] = [accounts.pending(agent, "EUR"), accounts.available(agent, "EUR")];
  await post(db, `page:${agent}:billed`, addDays(close, -1), accounts.receivable(newId(), "EUR"), pending, 2_000n);
  for (let day = 0; day < 60; day++)
    await post(db, `page:${agent}:${day}`, addDays(close, day), pending, available, BigInt(day + 1));
  const first = await accountPage(db, available.id, 1);
  expect(first).toMatchObject({ total: 60, pages: 2 });
  expect(first.postings).toHaveLength(50);
  // 1 + 2 + ... + 60
  expect(first.postings[0]).toMatchObject({ side: "credit", other: pending.id, amount: 60n, balance: 1_830n });
  expect(first.postings[49]).toMatchObject({ amount: 11n, balance: 66n });
  const second = await accountPage(db, available.id, 2);
  expect(second.postings.map((row) => row.balance)).toEqual([55n, 45n, 36n, 28n, 21n, 15n, 10n, 6n, 3n, 1n]);
  expect((await accountPage(db, pending.id, 1)).postings[0]).toMatchObject({ side: "debit", balance: 170n });
  // The same at any moment between, out of the index.
  expect(await balanceAt(db, available, addDays(close, 9))).toEqual(money(55n, "EUR"));
  expect(await balanceAt(db, pending, addDays(close, 9))).toEqual(money(1_945n, "EUR"));
  expect(await balanceAt(db, pending, addDays(close, -2))).toEqual(money(0n, "EUR"));
  await expect(accountPage(db, "agent:nobody:available:EUR", 1)).rejects.toBeInstanceOf(NotFound);
});

test("a transaction and its reversal name each other", async ({ db }) => {
  const key = `mistake:${newId()}`;
  const { id } = await post(db, key, close, accounts.bank("EUR"), accounts.fees("EUR"), 700n);
  const { id: reversal } = await db.transaction((tx) =>
    reverseTransaction(tx, { key, as: `${key}:reversed` }, { now: addDays(close, 1) }),
  );
  const original = await transactionById(db, id);
  expect([original.transaction.reverses, original.reversedBy?.id]).toEqual([null, reversal]);
  const taken = await transactionById(db, reversal);
  expect([taken.transaction.reverses, taken.reversedBy]).toEqual([id, null]);
  expect(taken.postings).toMatchObject([{ debitAccount: "platform:fees:EUR", creditAccount: "platform:bank:EUR", amount: 700n }]);
  await expect(transactionById(db, newId())).rejects.toBeInstanceOf(NotFound);
});

test("a moment is read as typed, in UTC, or not at all", () => {
  expect(momentOf("2026-11-18T02:00")).toEqual(at("2026-11-18T02:00:59.999Z"));
  for (const typed of ["", "yesterday", "2026-11-18", "2026-02-30T02:00", "2026-11-18T25:00"]) expect(momentOf(typed)).toBeNull();
});

const owners = [newId(), newId(), newId()];
const kinds = [accounts.receivable, accounts.owed, accounts.pending, accounts.available, accounts.inTransit, accounts.held];
const account = fc.tuple(fc.nat(owners.length - 1), fc.nat(kinds.length - 1)).map(
  ([owner, kind]) =>
    (currency: string) =>
      kinds[kind]!(owners[owner]!, currency),
);
const story = fc.array(
  fc.record({
    currency: fc.constantFrom("USD", "EUR", "JPY"),
    legs: fc.array(fc.record({ debit: account, credit: account, minor: fc.bigInt(1n, 10n ** 12n) }), {
      minLength: 1,
      maxLength: 4,
    }),
    reverse: fc.boolean(),
    day: fc.nat(40),
  }),
  { minLength: 1, maxLength: 8 },
);

test("whatever is posted and taken back, every currency adds up to zero, then and now", async ({ db }) => {
  await fc.assert(
    fc.asyncProperty(story, fc.nat(40), async (transactions, until) => {
      for (const { currency, legs, reverse, day } of transactions) {
        const postings = legs
          .map(({ debit, credit, minor }) => ({
            debit: debit(currency),
            credit: credit(currency),
            amount: money(minor, currency),
          }))
          .filter((leg) => leg.debit.id !== leg.credit.id);
        if (postings.length === 0) continue;
        const key = newId();
        const now = addDays(close, day);
        // What would bring somebody's money below zero is refused whole; all else is posted.
        const attempt = (work: (tx: Tx) => Promise<unknown>) =>
          db.transaction(work).then(
            () => true,
            (error: Error) => {
              expect(error).toMatchObject({ key: "ledger:errors.belowZero" });
              return false;
            },
          );
        const posted = await attempt((tx) => postTransaction(tx, { key, kind: "random", postings }, { now }));
        if (posted && reverse)
          await attempt((tx) => reverseTransaction(tx, { key, as: `${key}:reversed` }, { now: addDays(now, 1) }));
      }
      for (const moment of [null, addDays(close, until)])
        for (const trial of trialByCurrency(await trialBalanceAt(db, moment))) expect(trial.debit).toBe(trial.credit);
      const [all, running] = await Promise.all([trialBalanceAt(db, addDays(close, 1_000)), trialBalanceAt(db, null)]);
      expect(all).toEqual(running);
      expect(running.filter((one) => one.balance < 0n && one.kind !== "business:receivable")).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
