import fs from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { newId } from "#app/kernel/ids.ts";
import { queryCount } from "#db/client.server.ts";
import { chargebacks } from "#db/schema/billing.ts";
import { ledgerProofs, ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf } from "#tests/factories/payouts.ts";
import { givenCase } from "#tests/factories/reconciliation.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { visit } from "#tests/setup/visit.ts";

const routes = path.resolve(import.meta.dirname, "../../app/routes");
const load = (file: string) => import(path.join(routes, file)) as Promise<{ loader?: unknown; action?: unknown }>;
const finance = fs.readdirSync(path.join(routes, "desk+/finance+")).map((file) => `desk+/finance+/${file}`);
const downloads = ["trial-balance-csv.ts", "ledger-account-csv.$accountId.ts", "reconciliation-csv.$runId.ts"].map(
  (file) => `resources+/${file}`,
);
const account = "stripe:a:balance:USD";
const someId = "0198c5f2-7a00-7000-8000-000000000001";

async function givenWeekOnTheWay(world: MoneyWorld) {
  const working = await givenWorking(world);
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-30T12:00Z");
  const { db } = world;
  const [payout] = await payoutsOf(db, working.agentId);
  const [sheet] = await db.select().from(timesheets);
  const staff = await givenStaff(db);
  const env = { stripe: world.stripe };
  const ask = async (file: string, more: Omit<Parameters<typeof visit>[2] & object, "env"> = {}) =>
    visit(db, await load(file), { as: staff, now: world.now(), env, ...more });
  return { ...working, db, ask, staff, payout: payout!, sheet: sheet!, bill: await billOf(db, working.businessId) };
}

test("every finance page opens for platform finance, with at most eight queries with the session's", async ({ world }) => {
  const { db, ask, payout, sheet, bill } = await givenWeekOnTheWay(world);
  const started = await ask("desk+/finance+/reconciliation.index.tsx", { form: { from: "2026-11-09", to: "2026-11-30" } });
  expect(started.location).toMatch(/^\/desk\/finance\/reconciliation\/[0-9a-f-]{36}$/);
  await world.settle();
  await ask("desk+/finance+/proofs.tsx", { form: { intent: "prove" } });
  const [transaction] = await db.select().from(ledgerTransactions).where(eq(ledgerTransactions.kind, "payout.paid"));
  const runId = started.location!.split("/").at(-1)!;
  const caseId = await givenCase(db, { runId, sourceId: "ch_unknown", theirs: 500n, ours: null });
  const chargebackId = newId();
  await db.insert(chargebacks).values({
    ...{
      id: chargebackId,
      businessId: bill.businessId,
      billId: bill.id,
      reason: "fraudulent",
      amount: bill.total,
      currency: bill.currency,
    },
    ...{ stripeChargeId: "ch_unknown", stripeDisputeId: "du_unknown", openedAt: world.now() },
  });
  const params: Record<string, string> = {
    caseId,
    chargebackId,
    billId: bill.id,
    businessId: bill.businessId,
    year: "2026",
    month: "2026-11",
    accountId: account,
    transactionId: transaction!.id,
    payoutId: payout.id,
    run: "close-2026-11-09",
    runId,
    kind: "payouts",
    id: payout.id,
  };
  for (const file of [...finance, ...downloads]) {
    const seen = { queries: [] as string[] };
    const { status } = await queryCount.run(seen, () => ask(file, { params }));
    // The tax pages begin with the year that is due.
    // The transfer page is for bills on terms; this one was charged to a card.
    const expected = file.endsWith("tax.index.tsx") ? 302 : file.endsWith("transfer.tsx") ? 404 : 200;
    expect([file, status]).toEqual([file, expected]);
    // The page's own, without the viewer's that this visit reads too.
    expect(seen.queries.length - 1, file).toBeLessThanOrEqual(7);
  }
  for (const [kind, id] of [
    ["bills", bill.id],
    ["timesheets", sheet.id],
  ])
    expect((await ask("desk+/finance+/trace.$kind.$id.tsx", { params: { kind: kind!, id: id! } })).status).toBe(200);
});

test("other staff, members, agents and the signed-out come no further than the door", async ({ world }) => {
  const { db, ask, people, freelancer } = await givenWeekOnTheWay(world);
  const others = [await givenStaff(db, ["desk_agent"]), await givenStaff(db, ["mediator"]), await givenStaff(db, ["operator"])];
  const before = await Promise.all([db.$count(reconciliationRuns), db.$count(ledgerProofs)]);
  for (const file of [...finance, ...downloads]) {
    const route = await load(file);
    const params = { accountId: account, runId: someId, transactionId: someId, payoutId: someId, kind: "payouts", id: someId };
    for (const as of [...others, people.owner, people.finance, freelancer.agent]) {
      // A page says whom it is for; of a file, those outside of the staff do not even learn that it is there.
      const status = downloads.includes(file) && as.kind !== "staff" ? 404 : 403;
      expect([file, (await ask(file, { as, params })).status]).toEqual([file, status]);
      if (route.action) expect((await ask(file, { as, form: { from: "2026-11-09", to: "2026-11-30" } })).status).toBe(403);
    }
    expect((await ask(file, { as: null })).location).toMatch(/^\/auth\/sign-in/);
  }
  expect(await Promise.all([db.$count(reconciliationRuns), db.$count(ledgerProofs)])).toEqual(before);
});

test("a comparison from the page: refused days stay typed, started once however often it is pressed, and its result is there", async ({
  world,
}) => {
  const { db, ask } = await givenWeekOnTheWay(world);
  const page = "desk+/finance+/reconciliation.index.tsx";
  const refused = await ask(page, { form: { from: "2026-11-30", to: "2026-11-09" } });
  expect(refused).toMatchObject({
    status: 400,
    data: {
      form: {
        errors: { to: ["The last day must not be before the first."] },
        values: { from: ["2026-11-30"], to: ["2026-11-09"] },
      },
    },
  });
  expect((await ask(page, { form: { from: "2026-12-24", to: "2026-12-25" } })).status).toBe(400);
  expect((await ask(page, { form: { from: "soon", to: "" } })).status).toBe(400);

  const form = { from: "2026-11-09", to: "2026-11-30" };
  const [first, second] = [await ask(page, { form }), await ask(page, { form })];
  expect([first.status, second.location]).toEqual([302, first.location]);
  const runId = first.location!.split("/").at(-1)!;
  const look = async () => (await ask("desk+/finance+/reconciliation.$runId.tsx", { params: { runId } })).data;
  expect(await look()).toMatchObject({ state: "running", items: [] });
  await world.settle();
  expect(await look()).toMatchObject({ state: "clean", items: [], counts: { matched: 3 } });
  expect(await db.$count(reconciliationRuns)).toBe(1);
});

test("the proof from the page is today's, however often it is pressed", async ({ world }) => {
  const { db, ask } = await givenWeekOnTheWay(world);
  const before = await db.$count(ledgerProofs);
  for (let i = 0; i < 3; i++)
    expect((await ask("desk+/finance+/proofs.tsx", { form: { intent: "prove" } })).location).toBe("/desk/finance/proofs");
  expect(await db.$count(ledgerProofs)).toBe(before + 1);
  const [proof] = await db.select().from(ledgerProofs).where(eq(ledgerProofs.day, "2026-11-30"));
  expect(proof).toMatchObject({ holds: true, provedAt: world.now() });
});

test("downloads: the trial balance balances, an account's file ends where its page begins", async ({ world }) => {
  const { ask } = await givenWeekOnTheWay(world);
  const read = async (file: string, more = {}) => {
    const reply = (await ask(file, more)).data as Response;
    expect(reply.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [header, ...rows] = (await reply.text())
      .trim()
      .split("\r\n")
      .map((line) => line.split(","));
    return rows.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index]!])));
  };
  const cents = (text: string) => BigInt(text.replace(".", ""));
  const trial = (await read("resources+/trial-balance-csv.ts")).filter((row) => row.currency === "USD");
  const sum = (column: string) => trial.reduce((total, row) => total + cents(row[column]!), 0n);
  expect(sum("debit_balance")).toBe(sum("credit_balance"));
  expect(sum("debits")).toBe(sum("credits"));
  expect(await read("resources+/trial-balance-csv.ts", { url: "/x?at=2026-11-01T00:00" })).toEqual([]);

  const rows = await read("resources+/ledger-account-csv.$accountId.ts", { params: { accountId: account } });
  expect(rows.at(-1)).toMatchObject({ kind: "charge.succeeded", currency: "USD" });
  const changes = rows.reduce((total, row) => total + cents(row.debit || "0") - cents(row.credit || "0"), 0n);
  expect(changes).toBe(cents(rows[0]!.balance!));
});

test("an id in the search leads to its trace; what is not known is said beside the field", async ({ world }) => {
  const { ask, payout } = await givenWeekOnTheWay(world);
  const search = "desk+/finance+/trace.index.tsx";
  expect((await ask(search, { url: `/desk/finance/trace?q=${payout.stripePayoutId}` })).location).toBe(
    `/desk/finance/trace/payouts/${payout.id}`,
  );
  expect((await ask(search, { url: "/desk/finance/trace?q=po_nobody" })).data).toEqual({ q: "po_nobody" });
  expect((await ask("desk+/finance+/trace.$kind.$id.tsx", { params: { kind: "cats", id: payout.id } })).status).toBe(404);
  expect((await ask("desk+/finance+/trace.$kind.$id.tsx", { params: { kind: "payouts", id: "nonsense" } })).status).toBe(404);
});

test("the trace of a business and of an agent open for their own", async ({ world }) => {
  const { ask, people, freelancer, payout, bill } = await givenWeekOnTheWay(world);
  const [theirs, mine] = ["business+/trace.$kind.$id.tsx", "agent+/trace.$kind.$id.tsx"];
  const own = { kind: "bills", id: bill.id };
  expect((await ask(theirs, { as: people.finance, params: own })).status).toBe(200);
  expect((await ask(theirs, { as: people.manager, params: own })).status).toBe(403);
  expect((await ask(theirs, { as: people.owner, params: { kind: "payouts", id: payout.id } })).status).toBe(404);
  expect((await ask(mine, { as: freelancer.agent, params: { kind: "payouts", id: payout.id } })).status).toBe(200);
  expect((await ask(mine, { as: freelancer.agent, params: own })).status).toBe(404);
});
