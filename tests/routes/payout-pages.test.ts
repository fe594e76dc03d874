import { eq } from "drizzle-orm";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { startRecovery } from "#app/domain/payouts/start-recovery.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import * as preferencesPage from "#app/routes/agent+/payout-preferences.tsx";
import * as fxPage from "#app/routes/desk+/finance+/fx.tsx";
import * as payoutPage from "#app/routes/desk+/finance+/payouts.$payoutId.tsx";
import * as recoveriesPage from "#app/routes/desk+/finance+/recoveries.tsx";
import { approvals } from "#db/schema/accounts.ts";
import { payoutPreferences, recoveries } from "#db/schema/payouts.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { visit } from "#tests/setup/visit.ts";

const asks = (world: MoneyWorld, as: { userId: string | null }) => ({ as, now: world.now(), env: { stripe: world.stripe } });
const form = (data: unknown) => (data as { form: { errors: Record<string, string[]>; values: Record<string, string[]> } }).form;

test("an agent says how often and from how much on; what is malformed stands beside its field, and what was typed stays", async ({
  world,
}) => {
  const { freelancer, agentId } = await givenWorking(world);
  const post = (fields: Record<string, string>) =>
    visit(world.db, preferencesPage, { ...asks(world, freelancer.agent), form: fields });
  const malformed = form((await post({ schedule: "monthly", minimum: "lots" })).data);
  expect([Object.keys(malformed.errors), malformed.values.minimum]).toEqual([["minimum"], ["lots"]]);
  const tooLow = await post({ schedule: "monthly", minimum: "9.99" });
  expect([tooLow.status, form(tooLow.data).errors.minimum]).toEqual([400, [expect.stringContaining("10.00")]]);
  expect(await post({ schedule: "monthly", minimum: "100" })).toMatchObject({
    status: 302,
    location: "/agent/payout-preferences?saved=1",
  });
  const [saved] = await world.db.select().from(payoutPreferences).where(eq(payoutPreferences.agentId, agentId));
  expect(saved).toMatchObject({ schedule: "monthly", minimum: 10_000n });
  expect((await visit(world.db, preferencesPage, asks(world, freelancer.agent))).data).toMatchObject({
    preferences: { schedule: "monthly" },
  });
});

test("finance holds and releases on the payout's page with a reason; operators may not; a big one waits for a second person", async ({
  world,
}) => {
  const { db } = world;
  const working = await givenWorking(world, { rate: money(2_600n, "USD") });
  const { agentId, freelancer } = working;
  await givenOnboarded(world, freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T12:30Z");
  const { id: payoutId } = await db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, world.deps.context()));
  const finance = await givenStaff(db);
  const post = (as: { userId: string | null }, fields: Record<string, string>) =>
    visit(db, payoutPage, { ...asks(world, as), params: { payoutId }, form: fields });
  const short = await post(finance, { intent: "hold", act: "hold", reason: "no" });
  expect([short.status, Object.keys(form(short.data).errors)]).toEqual([400, ["reason"]]);
  expect((await post(await givenStaff(db, ["operator"]), { act: "hold", reason: "Looks odd to me" })).status).toBe(403);
  expect((await post(finance, { act: "hold", reason: "Looks odd to me" })).location).toBe(`/desk/finance/payouts/${payoutId}`);
  expect((await post(finance, { act: "release", reason: "It was not" })).location).toBe(
    `/desk/finance/payouts/${payoutId}?waits=1`,
  );
  expect((await post(finance, { act: "release", reason: "It was not" })).status).toBe(409);
  expect((await post(finance, { act: "retry", reason: "It was not" })).status).toBe(409);
  expect(await db.select().from(approvals)).toMatchObject([{ action: "payout.release", amount: 103_783n, state: "requested" }]);
  const page = await visit(db, payoutPage, { ...asks(world, finance), params: { payoutId } });
  expect(page.data).toMatchObject({
    waiting: true,
    audit: [{}, { entry: { action: "payout.held", reason: "Looks odd to me" } }],
  });
  expect((await payoutsOf(db, agentId))[0]).toMatchObject({ state: "held" });
});

test("finance writes off what an agent owes, and sees each conversion beside its rates with clearing proved", async ({
  world,
}) => {
  const { db } = world;
  const working = await givenWorking(world);
  const { agentId, businessId, freelancer } = working;
  await givenOnboarded(world, freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T14:00Z");
  const finance = await givenStaff(db);
  const amount = money(4_000n, "USD");
  await db.transaction(async (tx) => {
    const postings = [{ debit: accounts.owed(agentId, "USD"), credit: accounts.credit(businessId, "USD"), amount }];
    await postTransaction(tx, { key: `owed:${newId()}`, kind: "dispute.decided", postings }, world.deps.context());
    const source = `dispute:${newId()}`;
    await startRecovery(
      tx,
      { agentId, amount, basis: "decision", reason: "Two hours were not worked", source },
      world.deps.context(),
    );
  });
  const [owed] = await db.select().from(recoveries);
  const shown = await visit(db, recoveriesPage, asks(world, finance));
  expect(shown.data).toMatchObject({ rows: [{ recovery: { id: owed!.id, amount: 4_000n, recovered: 0n } }] });
  const post = (as: { userId: string | null }) =>
    visit(db, recoveriesPage, { ...asks(world, as), form: { recoveryId: owed!.id, reason: "Too little to ask for" } });
  expect((await post(await givenStaff(db, ["mediator"]))).status).toBe(403);
  expect((await post(finance)).location).toBe("/desk/finance/recoveries?show=all");
  expect((await post(finance)).status).toBe(409);

  const fx = await visit(db, fxPage, { ...asks(world, finance), url: "/desk/finance/fx?month=2026-11" });
  // 289.40 USD on their way as 252.19 EUR; 254.73 at the reference.
  expect(fx.data).toMatchObject({
    totals: [{ currency: "USD", local: "EUR", payouts: 1, amount: 28_940n, arrived: 25_219n, atReference: 25_473n }],
    clearing: [
      { currency: "EUR", balance: -25_219n, underWay: -25_219n },
      { currency: "USD", balance: 28_940n, underWay: 28_940n },
    ],
    gains: [],
  });
  expect((await visit(db, fxPage, { ...asks(world, finance), url: "/desk/finance/fx?month=2026-10" })).data).toMatchObject({
    totals: [],
  });
});
