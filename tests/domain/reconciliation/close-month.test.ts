import { eq } from "drizzle-orm";
import { accounts } from "#app/domain/ledger/chart.ts";
import { journalOfMonth, postingsOfMonth } from "#app/domain/ledger/journal.server.ts";
import { journalLimits, journalParts, journalRows } from "#app/domain/ledger/journal.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { proveLedger } from "#app/domain/ledger/prove-ledger.server.ts";
import { trialBalanceAt } from "#app/domain/ledger/trial-balance.server.ts";
import { closeMonth } from "#app/domain/reconciliation/close-month.server.ts";
import { monthPage, monthsOf } from "#app/domain/reconciliation/months.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { type Db, postgresClient } from "#db/client.server.ts";
import { auditEntries } from "#db/schema/accounts.ts";
import { accountingPeriods, ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { expect, test, withDatabase } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const november = at("2026-11-18T09:00Z");
const december = at("2026-12-02T04:00Z");
const note = "All checked with the bank statement";

function charge(db: Db, key: string, occurredAt: Date, now = occurredAt, minor = 10_000n) {
  const posting = { debit: accounts.stripeBalance("USD"), credit: accounts.bank("USD"), amount: money(minor, "USD") };
  return db.transaction((tx) => postTransaction(tx, { key, kind: "sweep", occurredAt, postings: [posting] }, { now }));
}

/** A month that was posted to, proven on the second of the next, and compared with Stripe up to there. */
async function givenMonth(db: Db) {
  await charge(db, newId(), november);
  await db.transaction((tx) =>
    proveLedger(tx, { day: "2026-12-02", stripeBalances: [{ currency: "USD", amount: 10_000n }] }, { now: december }),
  );
  const run = { fromAt: november, toAt: december, startedAt: december, finishedAt: december, daily: true };
  await db.insert(reconciliationRuns).values({ id: newId(), ...run });
  return givenStaff(db);
}
const close = (db: Db, actor: Awaited<ReturnType<typeof givenStaff>>, month = "2026-11", now = december) =>
  db.transaction((tx) => closeMonth(tx, { month, note }, { actor, now }));

test("a month whose checklist holds is closed once, with its trial balance and in the audit log", async () => {
  await withDatabase(async ({ db }) => {
    const finance = await givenMonth(db);
    await close(db, finance);
    await expect(close(db, finance)).rejects.toMatchObject({ key: "ledger:errors.monthClosed" });
    const [period] = await db.select().from(accountingPeriods);
    expect(period).toMatchObject({ month: "2026-11", state: "closed", closedBy: finance.userId, note });
    expect(period!.balances).toEqual([
      { account: "platform:bank:USD", currency: "USD", debits: "0", credits: "10000" },
      { account: "stripe:a:balance:USD", currency: "USD", debits: "10000", credits: "0" },
    ]);
    expect(period!.checks!.map((check) => check.passed)).toEqual(Array(7).fill(true));
    expect(await db.select().from(auditEntries)).toMatchObject([{ action: "month.closed", subjectId: "2026-11", reason: note }]);
    const context = { actor: finance, now: december };
    expect(await monthsOf(db, context)).toMatchObject([
      { month: "2026-12", closed: null, transactions: 0 },
      { month: "2026-11", closed: { note }, transactions: 1 },
    ]);
    expect(await monthPage(db, "2026-11", context)).toMatchObject({ closed: { note }, checks: { length: 7 } });
  });
});

test("a webhook that comes after the close is posted in the open month and says when it belongs; the closed month stays", async () => {
  await withDatabase(async ({ db, address }) => {
    const finance = await givenMonth(db);
    await close(db, finance);
    const end = at("2026-11-30T23:59:59.999Z");
    const before = await trialBalanceAt(db, end);
    const { id } = await charge(db, "late", november, december, 55n);
    const [late] = await db.select().from(ledgerTransactions).where(eq(ledgerTransactions.id, id));
    expect(late).toMatchObject({ occurredAt: december, detail: { belongsTo: "2026-11-18T09:00:00.000Z" } });
    // The same webhook again is the same, though its month is closed.
    expect(await charge(db, "late", november, december, 55n)).toEqual({ id, posted: false });
    expect(await trialBalanceAt(db, end)).toEqual(before);
    const sql = postgresClient(address, { max: 1 });
    const insert = sql`insert into ledger_transactions (id, key, input_hash, kind, occurred_at) values (${newId()}, 'x', '', 'x', ${november})`;
    await expect(insert).rejects.toThrow("the books of 2026-11 are closed");
    await expect(sql`update accounting_periods set state = 'open'`).rejects.toThrow("append-only");
    await expect(sql`delete from accounting_periods`).rejects.toThrow("append-only");
    await sql.end();
  });
});

test("what does not hold is named and nothing closes: not over, not proven, not compared, an earlier month open", async () => {
  await withDatabase(async ({ db }) => {
    await charge(db, newId(), november);
    const finance = await givenStaff(db);
    const page = await monthPage(db, "2026-11", { actor: finance, now: at("2026-11-20T00:00Z") });
    expect(page.checks.filter((check) => !check.passed).map((check) => check.name)).toEqual(["over", "proof", "reconciled"]);
    await expect(close(db, finance)).rejects.toMatchObject({ key: "reconciliation:errors.monthNotReady", params: { count: 2 } });
    expect(await db.select().from(accountingPeriods)).toEqual([]);
  });
  await withDatabase(async ({ db }) => {
    const finance = await givenMonth(db);
    await charge(db, newId(), at("2026-10-05T09:00Z"), at("2026-10-05T09:00Z"), 1n);
    await expect(close(db, finance)).rejects.toMatchObject({
      key: "ledger:errors.earlierMonthOpen",
      params: { month: "2026-10" },
    });
  });
});

test("only platform finance closes months, and only months", async ({ db }) => {
  const finance = await givenStaff(db);
  const { owner } = await givenBusiness(db);
  const operator = { kind: "staff" as const, userId: newId(), roles: ["operator" as const] };
  await expect(close(db, operator)).rejects.toBeInstanceOf(Forbidden);
  await expect(
    db.transaction((tx) => closeMonth(tx, { month: "2026-11", note }, { actor: owner, now: december })),
  ).rejects.toBeInstanceOf(NotFound);
  await expect(close(db, finance, "2026-13")).rejects.toBeInstanceOf(NotFound);
  await expect(close(db, finance, "2026-11", november)).rejects.toBeInstanceOf(Conflict);
});

test("the journal of a month balances entry by entry, in the columns and within the limits of QuickBooks and Xero", async () => {
  await withDatabase(async ({ db }) => {
    const [business, agent] = [newId(), newId()];
    const bill = (key: string, now: Date) =>
      db.transaction((tx) =>
        postTransaction(
          tx,
          {
            key,
            kind: "week.billed",
            postings: [
              {
                debit: accounts.receivable(business, "USD"),
                credit: accounts.pending(agent, "USD"),
                amount: money(5_740n, "USD"),
              },
              { debit: accounts.receivable(business, "USD"), credit: accounts.fees("USD"), amount: money(574n, "USD") },
            ],
          },
          { now },
        ),
      );
    await bill("one", november);
    await bill("two", at("2026-11-18T10:00Z"));
    await bill("next month", at("2026-12-01T00:00Z"));
    const entries = await journalOfMonth(db, "2026-11");
    expect(entries).toHaveLength(1);
    expect(journalRows("quickbooks", entries)).toEqual({
      header: ["Journal No", "Journal Date", "Account Name", "Description", "Debits", "Credits"],
      rows: [
        ["DH-20261118-01", "11/18/2026", "Business receivable USD", "Deskhand week.billed 2026-11-18 USD", "126.28", null],
        ["DH-20261118-01", "11/18/2026", "Agent pending USD", "Deskhand week.billed 2026-11-18 USD", null, "114.80"],
        ["DH-20261118-01", "11/18/2026", "Platform fees USD", "Deskhand week.billed 2026-11-18 USD", null, "11.48"],
      ],
    });
    const narration = "DH-20261118-01 Deskhand week.billed 2026-11-18 USD";
    expect(journalRows("xero", entries)).toEqual({
      header: ["*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount"],
      rows: [
        [narration, "18 Nov 2026", "Business receivable USD", "1100USD", "Tax Exempt", "126.28"],
        [narration, "18 Nov 2026", "Agent pending USD", "2200USD", "Tax Exempt", "-114.80"],
        [narration, "18 Nov 2026", "Platform fees USD", "4000USD", "Tax Exempt", "-11.48"],
      ],
    });
    const many = Array.from({ length: 250 }, () => entries[0]!);
    expect(journalParts(many, journalLimits.xero).map((part) => part.length)).toEqual([100, 100, 50]);
    expect(journalParts(many, journalLimits.quickbooks)).toHaveLength(1);
    const postings = [];
    for await (const one of postingsOfMonth(db, "2026-11")) postings.push(one.amount);
    expect(postings).toEqual([5_740n, 574n, 5_740n, 574n]);
  });
});
