import { sql } from "drizzle-orm";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { postgresClient } from "#db/client.server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");

test.for([
  ["update", "update ledger_postings set amount = amount + 1"],
  ["delete", "delete from ledger_postings"],
  ["truncate", "truncate ledger_postings"],
  ["update of a transaction", "update ledger_transactions set kind = 'other'"],
  ["delete of a transaction", "delete from ledger_transactions"],
  ["truncate of transactions", "truncate ledger_transactions cascade"],
  ["update of an account", "update ledger_accounts set owner_id = null"],
  ["delete of an account", "delete from ledger_accounts"],
  ["truncate of accounts", "truncate ledger_accounts cascade"],
  ["delete of a balance", "delete from ledger_balances"],
  ["truncate of balances", "truncate ledger_balances"],
] as const)("nothing that was posted can be changed in SQL either: %s", async ([, statement], { database }) => {
  const { db, address } = database;
  await db.transaction((tx) =>
    postTransaction(
      tx,
      {
        key: newId(),
        kind: "week.billed",
        postings: [{ debit: accounts.receivable(newId(), "USD"), credit: accounts.fees("USD"), amount: money(2_894n, "USD") }],
      },
      { now },
    ),
  );
  const client = postgresClient(address, { max: 1 });
  await expect(client.unsafe(statement)).rejects.toThrow("the ledger is append-only");
  await client.end();
});

test("the database itself keeps both legs of a posting in one currency, above zero and on two accounts", async ({ db }) => {
  const business = newId();
  const [receivable, fees, euros] = [accounts.receivable(business, "USD"), accounts.fees("USD"), accounts.fees("EUR")];
  const { id } = await db.transaction((tx) =>
    postTransaction(
      tx,
      {
        key: newId(),
        kind: "week.billed",
        postings: [
          { debit: receivable, credit: fees, amount: money(100n, "USD") },
          { debit: accounts.stripeBalance("EUR"), credit: euros, amount: money(100n, "EUR") },
        ],
      },
      { now },
    ),
  );
  const insert = (debit: string, credit: string, amount: number, currency: string) =>
    db.execute(
      sql`insert into ledger_postings (id, transaction_id, debit_account, credit_account, amount, currency, occurred_at)
        values (${newId()}, ${id}, ${debit}, ${credit}, ${amount}, ${currency}, ${now.toISOString()})`,
    );
  const causeOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => null,
      (error: { cause?: { constraint_name?: string } }) => error.cause?.constraint_name,
    );
  expect(await causeOf(insert(receivable.id, euros.id, 5, "USD"))).toBe("ledger_postings_credit");
  expect(await causeOf(insert(receivable.id, euros.id, 5, "EUR"))).toBe("ledger_postings_debit");
  expect(await causeOf(insert(receivable.id, fees.id, 0, "USD"))).toBe("ledger_postings_amount_positive");
  expect(await causeOf(insert(receivable.id, fees.id, -5, "USD"))).toBe("ledger_postings_amount_positive");
  expect(await causeOf(insert(fees.id, fees.id, 5, "USD"))).toBe("ledger_postings_two_accounts");
});
