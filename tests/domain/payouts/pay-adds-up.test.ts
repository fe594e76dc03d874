import { and, eq, isNull } from "drizzle-orm";
import fc from "fast-check";
import { system } from "#app/domain/accounts/permissions.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { closeHold } from "#app/domain/payouts/close-hold.server.ts";
import { failPayout } from "#app/domain/payouts/fail-payout.server.ts";
import { holdPay } from "#app/domain/payouts/hold-pay.server.ts";
import { markSent } from "#app/domain/payouts/mark-sent.server.ts";
import { markTransferred } from "#app/domain/payouts/mark-transferred.server.ts";
import { releasePay } from "#app/domain/payouts/release-pay.server.ts";
import { releaseWeekPay } from "#app/domain/payouts/release-week-pay.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { settlePayout } from "#app/domain/payouts/settle-payout.server.ts";
import { startRecovery } from "#app/domain/payouts/start-recovery.server.ts";
import { moneyOfWeeks } from "#app/domain/payouts/week-money.server.ts";
import { writeOffRecovery } from "#app/domain/payouts/write-off-recovery.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { shiftWeek } from "#app/kernel/time.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { payHolds, payoutAccounts, payoutReleases, payouts, recoveries } from "#db/schema/payouts.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenTaxForm } from "#tests/factories/payouts.ts";
import { closeWeek, workWeek } from "#tests/factories/reviews.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const FIRST = "2026-06-01";
const context = { actor: system, now: at("2026-07-08T13:00Z") };

/** An agent with three billed weeks whose day has come (120.00, 100.00 and 64.20 USD), and a bank account that may be used. */
async function givenPending(db: Db) {
  const working = await givenContract(db, { from: FIRST });
  const { agentId } = working.freelancer;
  const weeks: string[] = [];
  for (const [index, minutes] of [600, 500, 321].entries()) {
    const week = shiftWeek(FIRST, index);
    await workWeek(db, working, week, minutes);
    weeks.push((await closeWeek(db, working, week)).id);
  }
  await db.insert(payoutAccounts).values({
    agentId,
    rail: "a",
    state: "active",
    country: "US",
    currency: "USD",
    stripeAccountId: `acct_${agentId}`,
    createdAt: context.now,
    activeAt: context.now,
    usableFrom: context.now,
  });
  await givenTaxForm(db, agentId, context.now);
  return { db, agentId, businessId: working.contract.businessId, weeks, disputes: [] as string[] };
}
type Pending = Awaited<ReturnType<typeof givenPending>>;

type Step =
  | { do: "release"; week: number; percent: number }
  | { do: "bonus"; amount: number }
  | { do: "hold"; week: number; percent: number }
  | { do: "close"; dispute: number; percent: number }
  | { do: "payOut" | "goOn" | "fail" | "writeOff" };

const week = fc.integer({ min: 0, max: 2 });
const percent = fc.integer({ min: 0, max: 100 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({ do: fc.constant("release" as const), week, percent: fc.oneof(percent, fc.constant(100)) }),
    weight: 4,
  },
  { arbitrary: fc.record({ do: fc.constant("bonus" as const), amount: fc.integer({ min: 1, max: 5_000 }) }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant("hold" as const), week, percent }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant("close" as const), dispute: fc.nat(9), percent }), weight: 3 },
  {
    arbitrary: fc.record({ do: fc.constantFrom("payOut" as const, "payOut" as const, "goOn" as const, "fail" as const) }),
    weight: 6,
  },
  { arbitrary: fc.record({ do: fc.constant("writeOff" as const) }), weight: 1 },
);

/** Half of the stories begin with pay that was paid out, disputed then, and is owed back. */
const story = fc
  .tuple(fc.boolean(), percent, fc.array(step, { minLength: 5, maxLength: 30 }))
  .map(([owing, percent, steps]): Step[] => (owing ? [...owingSteps(percent), ...steps] : steps));
const owingSteps = (percent: number): Step[] => [
  { do: "release", week: 0, percent: 100 },
  { do: "payOut" },
  { do: "goOn" },
  { do: "hold", week: 0, percent },
  { do: "close", dispute: 0, percent: 100 },
  { do: "goOn" },
  { do: "goOn" },
  { do: "release", week: 1, percent: 100 },
];

const share = (whole: bigint, percent: number) => (whole * BigInt(percent)) / 100n;

async function take(given: Pending, one: Step): Promise<void> {
  const { db, agentId, weeks } = given;
  await db
    .transaction(async (tx) => {
      if (one.do === "release") {
        const timesheetId = weeks[one.week]!;
        const { total } = (await moneyOfWeeks(tx, [timesheetId])).get(timesheetId)!;
        await releaseWeekPay(tx, { timesheetId, upTo: share(total, one.percent) }, context);
      } else if (one.do === "bonus") await giveBonus(tx, given, BigInt(one.amount));
      else if (one.do === "hold") await dispute(tx, given, weeks[one.week]!, one.percent);
      else if (one.do === "close") await decide(tx, given, one);
      else if (one.do === "payOut") await requestPayout(tx, { agentId, currency: "USD" }, context);
      else if (one.do === "writeOff") await writeOff(tx, agentId);
      else await move(tx, agentId, one.do);
    })
    .catch((error: unknown) => {
      // Nothing available, below the least amount: as a person would be told.
      if (!(error instanceof Conflict)) throw error;
    });
}

async function giveBonus(tx: Tx, { agentId, businessId }: Pending, minor: bigint) {
  const id = newId();
  const amount = money(minor, "USD");
  const postings = [{ debit: accounts.receivable(businessId, "USD"), credit: accounts.pending(agentId, "USD"), amount }];
  await postTransaction(tx, { key: `bonus:${id}`, kind: "bonus.billed", postings }, context);
  await releasePay(tx, { key: `bonus:${id}`, kind: "bonus", agentId, timesheetId: null, week: FIRST, amount }, context);
}

async function dispute(tx: Tx, { disputes }: Pending, timesheetId: string, percent: number) {
  const disputeId = newId();
  const { total } = (await moneyOfWeeks(tx, [timesheetId])).get(timesheetId)!;
  await holdPay(tx, { disputeId, timesheetId, amount: share(total, percent) }, context);
  disputes.push(disputeId);
}

/** As a decision does: what stays held goes to the business, what was paid before is owed back. */
async function decide(tx: Tx, { disputes, agentId, businessId }: Pending, one: { dispute: number; percent: number }) {
  const disputeId = disputes[one.dispute];
  if (!disputeId) return;
  const [hold] = await tx.select().from(payHolds).where(eq(payHolds.disputeId, disputeId));
  if (hold!.state !== "open") return;
  const claimed = hold!.fromPending + hold!.fromAvailable + hold!.alreadyPaid;
  const { taken, alreadyPaid } = await closeHold(tx, { disputeId, take: share(claimed, one.percent) }, context);
  expect(taken + alreadyPaid).toBe(share(claimed, one.percent));
  const postings = [
    { debit: accounts.held(agentId, "USD"), amount: money(taken, "USD") },
    { debit: accounts.owed(agentId, "USD"), amount: money(alreadyPaid, "USD") },
  ]
    .filter((posting) => posting.amount.minor > 0n)
    .map((posting) => ({ ...posting, credit: accounts.credit(businessId, "USD") }));
  if (postings.length > 0) await postTransaction(tx, { key: `dispute:${disputeId}`, kind: "dispute.decided", postings }, context);
  if (alreadyPaid > 0n)
    await startRecovery(
      tx,
      { agentId, amount: money(alreadyPaid, "USD"), basis: "decision", reason: "Not worked", source: `dispute:${disputeId}` },
      context,
    );
}

async function writeOff(tx: Tx, agentId: string) {
  const [open] = await tx
    .select()
    .from(recoveries)
    .where(and(eq(recoveries.agentId, agentId), isNull(recoveries.closedAt)));
  if (open) await writeOffRecovery(tx, { recoveryId: open.id, reason: "Too little to ask for" }, context);
}

/** The oldest payout that is under way goes one step on; or the newest that has not failed comes back. */
async function move(tx: Tx, agentId: string, how: "goOn" | "fail") {
  const all = await tx.select().from(payouts).where(eq(payouts.agentId, agentId)).orderBy(payouts.id);
  if (how === "fail") {
    const payout = all.reverse().find((one) => one.state !== "failed");
    if (!payout) return;
    const reversal = payout.stripeTransferId ? { id: `trr_${payout.id}`, short: 0n, left: 0n } : null;
    return failPayout(tx, { payoutId: payout.id, code: "account_closed", message: "", reversal }, context);
  }
  const payout = all.find((one) => ["reserved", "transferred", "sent"].includes(one.state));
  if (!payout) return;
  const payoutId = payout.id;
  if (payout.state === "reserved")
    return markTransferred(
      tx,
      {
        payoutId,
        stripeTransferId: `tr_${payoutId}`,
        stripeBalanceTransactionId: null,
        arrived: payout.amount,
        localCurrency: "USD",
        exchangeRate: null,
      },
      context,
    );
  if (payout.state === "transferred")
    return markSent(tx, { payoutId, stripePayoutId: `po_${payoutId}`, arrivesAt: context.now }, context);
  return settlePayout(tx, { payoutId }, context);
}

const sum = (values: bigint[]) => values.reduce((total, one) => total + one, 0n);

/** The tables that say why money is there, against the ledger's accounts. */
async function expectToAddUp({ db, agentId, weeks }: Pending): Promise<void> {
  const inLedger = async (account: (id: string, currency: string) => Parameters<typeof balanceOf>[1]) =>
    (await balanceOf(db, account(agentId, "USD"))).minor;
  const waiting = await db
    .select()
    .from(payoutReleases)
    .where(and(eq(payoutReleases.agentId, agentId), isNull(payoutReleases.payoutId)));
  const sent = await db.select().from(payouts).where(eq(payouts.agentId, agentId));
  const open = await db
    .select()
    .from(recoveries)
    .where(and(eq(recoveries.agentId, agentId), isNull(recoveries.writtenOffAt)));
  const holds = await db
    .select()
    .from(payHolds)
    .where(and(eq(payHolds.agentId, agentId), eq(payHolds.state, "open")));
  const pending = [...(await moneyOfWeeks(db, weeks)).values()];
  const tables = {
    available: sum(waiting.map((one) => one.amount)),
    pending: sum(pending.map((one) => one.pending)),
    held: sum(holds.map((one) => one.fromPending + one.fromAvailable)),
    owed: sum(open.map((one) => one.amount - one.recovered)),
    inTransit: sum(sent.filter((one) => ["reserved", "transferred", "sent"].includes(one.state)).map((one) => one.amount)),
    paidOut: sum(sent.filter((one) => one.state === "paid").map((one) => one.amount)),
  };
  expect({
    available: await inLedger(accounts.available),
    pending: await inLedger(accounts.pending),
    held: await inLedger(accounts.held),
    owed: await inLedger(accounts.owed),
    inTransit: await inLedger(accounts.inTransit),
    paidOut: await inLedger(accounts.paidOut),
  }).toEqual(tables);
  for (const [name, amount] of Object.entries(tables)) expect(amount >= 0n, `${name} is ${amount}`).toBe(true);
  for (const one of pending)
    expect(
      one.pending >= 0n && one.available >= 0n,
      JSON.stringify(one, (_, v) => String(v)),
    ).toBe(true);
  // Every payout left the agent three quarters or more.
  for (const one of sent) expect(one.recovered * 3n <= one.amount, `${one.recovered} of ${one.amount}`).toBe(true);
}

test("whatever is released, held, decided, paid out, brought back or written off: the releases without a payout are the available balance", async ({
  db,
}) => {
  const seen = new Set<string>();
  const recovered = { sent: 0, back: 0 };
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const given = await givenPending(db);
      for (const one of steps) {
        seen.add(one.do);
        await take(given, one);
        await expectToAddUp(given);
      }
      const sent = await db.select().from(payouts).where(eq(payouts.agentId, given.agentId));
      recovered.sent += sent.filter((one) => one.recovered > 0n).length;
      recovered.back += sent.filter((one) => one.recovered > 0n && one.state === "failed").length;
    }),
    { numRuns: 25, seed: 3 },
  );
  // Seed 3 gets there: payouts that recovered something, and some of them came back.
  expect(Math.min(recovered.sent, recovered.back)).toBeGreaterThanOrEqual(3);
  expect([...seen].sort()).toEqual(["bonus", "close", "fail", "goOn", "hold", "payOut", "release", "writeOff"]);
}, 240_000);
