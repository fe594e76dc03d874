import { newId } from "#app/kernel/ids.ts";
import * as payoutAccountPage from "#app/routes/agent+/payout-account.tsx";
import * as payoutPage from "#app/routes/agent+/payouts.$payoutId.tsx";
import * as newPayoutPage from "#app/routes/agent+/payouts.new.tsx";
import * as statementPage from "#app/routes/agent+/statement.tsx";
import * as billPage from "#app/routes/business+/bills.$billId.index.tsx";
import * as cardsPage from "#app/routes/business+/cards.tsx";
import * as billCsv from "#app/routes/resources+/bill-csv.$billId.ts";
import * as statementCsv from "#app/routes/resources+/statement-csv.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, cards, chargesOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { visit } from "#tests/setup/visit.ts";

const asks = (world: MoneyWorld, as: { userId: string | null }) => ({
  as,
  now: world.now(),
  env: { stripe: world.stripe },
});
const form = (data: unknown) => (data as { form: { errors: Record<string, string[]>; values: Record<string, string[]> } }).form;

test("a bill is paid from its page; others do not find it, members who may not pay are told so", async ({ world }) => {
  const working = await givenWorking(world, { card: cards.declined });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:30Z");
  const { people, businessId } = working;
  const { id: billId } = await billOf(world.db, businessId);
  const post = (as: { userId: string | null }, intent: string) =>
    visit(world.db, billPage, { ...asks(world, as), params: { billId }, form: { intent } });
  const other = await givenOtherBusiness(world.db);
  expect((await visit(world.db, billPage, { ...asks(world, people.manager), params: { billId } })).status).toBe(200);
  expect((await visit(world.db, billPage, { ...asks(world, people.viewer), params: { billId } })).status).toBe(403);
  for (const id of [billId, newId(), "nonsense"])
    expect((await visit(world.db, billPage, { ...asks(world, other.owner), params: { billId: id } })).status).toBe(404);
  expect((await post(other.owner, "pay")).status).toBe(404);
  expect((await post(people.manager, "pay")).status).toBe(403);
  expect((await post(people.owner, "steal")).status).toBe(400);
  expect((await post(people.owner, "confirm")).status).toBe(409);
  expect(await chargesOf(world.db, billId)).toHaveLength(1);
  expect(await post(people.owner, "pay")).toMatchObject({ status: 302, location: `/business/bills/${billId}` });
  expect(await chargesOf(world.db, billId)).toHaveLength(2);
  const csv = await visit(world.db, billCsv, { ...asks(world, people.finance), params: { billId } });
  const lines = (await (csv.data as Response).text()).trim().split("\r\n");
  expect(lines.map((line) => line.split(",").slice(-5))).toEqual([
    ["minutes", "rate", "amount", "tax", "currency"],
    ["2395", "7.25", "289.40", "0.00", "USD"],
    ["2395", "1000 bps", "28.94", "0.00", "USD"],
  ]);
});

test("cards: Stripe's page is opened by a redirect; an unknown card is not found", async ({ world }) => {
  const { people } = await givenWorking(world, { card: null });
  const post = (fields: Record<string, string>) => visit(world.db, cardsPage, { ...asks(world, people.finance), form: fields });
  expect((await post({ intent: "add" })).location).toContain("/c/pay/");
  expect((await post({ intent: "remove", cardId: newId() })).status).toBe(404);
  const refused = await post({ intent: "default", cardId: "nonsense" });
  expect([refused.status, Object.keys(form(refused.data).errors)]).toEqual([400, ["cardId"]]);
});

test("a payout is confirmed with the amount that was shown, and shown to its agent only", async ({ world }) => {
  const working = await givenWorking(world);
  const { freelancer, agentId } = working;
  await givenOnboarded(world, freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T12:30Z");
  const me = asks(world, freelancer.agent);
  const shown = await visit(world.db, newPayoutPage, { ...me, url: "/agent/payouts/new?currency=USD" });
  expect(shown.data).toMatchObject({ amount: 28_940n, localCurrency: "EUR", problem: null });
  expect((await visit(world.db, newPayoutPage, { ...me, url: "/agent/payouts/new?currency=XXX" })).status).toBe(404);

  const post = (fields: Record<string, string>) => visit(world.db, newPayoutPage, { ...me, form: fields });
  expect(Object.keys(form((await post({ currency: "XXX", amount: "1" })).data).errors)).toEqual(["currency"]);
  const malformed = await post({ currency: "USD", amount: "-5" });
  expect(form(malformed.data)).toMatchObject({ errors: { amount: [expect.any(String)] }, values: { amount: ["-5"] } });
  expect((await post({ currency: "EUR", amount: "28940" })).status).toBe(409);
  // 289.40 at the reference rate of 0.88022588 less 1%.
  const rated = { rate: "0.871423621", local: "25219" };
  expect(shown.data).toMatchObject({ quote: { rate: rated.rate, local: { minor: 25_219n, currency: "EUR" } } });
  expect((await post({ currency: "USD", amount: "28941", ...rated })).status).toBe(409);
  expect((await post({ currency: "USD", amount: "28940" })).status).toBe(409);
  expect((await post({ currency: "USD", amount: "28940", rate: "0.99", local: "28651" })).status).toBe(409);
  expect(await payoutsOf(world.db, agentId)).toEqual([]);

  const done = await post({ currency: "USD", amount: "28940", ...rated });
  const twice = await post({ currency: "USD", amount: "28940", ...rated });
  expect(done.location).toMatch(/^\/agent\/payouts\//);
  expect(twice.location).toBe(done.location);
  const [payout] = await payoutsOf(world.db, agentId);
  expect(payout).toMatchObject({
    referenceRate: "0.880225880",
    referenceDate: "2026-09-29",
    shownRate: rated.rate,
    shownLocalAmount: 25_219n,
  });
  const other = await givenAgent(world.db, { now: world.now() });
  const params = { payoutId: payout!.id };
  expect((await visit(world.db, payoutPage, { ...me, params })).status).toBe(200);
  expect((await visit(world.db, payoutPage, { ...asks(world, other.agent), params })).status).toBe(404);
});

test("the payout account: to Stripe and back; an old link leads to a fresh one; a far country is told plainly", async ({
  world,
}) => {
  const { agent } = await givenAgent(world.db, { now: world.now() });
  const me = asks(world, agent);
  const start = await visit(world.db, payoutAccountPage, { ...me, form: { intent: "onboard" } });
  expect(start.location).toContain("/connect/onboarding/");
  const again = await visit(world.db, payoutAccountPage, { ...me, url: "/agent/payout-account?again=1" });
  expect(again.location).toContain("/connect/onboarding/");
  expect(again.location).not.toBe(start.location);
  const back = await visit(world.db, payoutAccountPage, { ...me, url: "/agent/payout-account?back=1" });
  expect(back.location).toBe("/agent/payout-account");
  const far = await givenAgent(world.db, { now: world.now(), country: "AR", timeZone: "America/Argentina/Buenos_Aires" });
  const refused = await visit(world.db, payoutAccountPage, { ...asks(world, far.agent), form: { intent: "onboard" } });
  expect([refused.status, form(refused.data).errors[""]]).toEqual([409, ["Deskhand cannot pay to banks in your country yet."]]);
});

test("a statement for a period, and as a file; what is no period is refused by name", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:30Z");
  const me = asks(world, working.freelancer.agent);
  const ask = (search: string) => visit(world.db, statementPage, { ...me, url: `/agent/statement${search}` });
  expect((await ask("")).data).toMatchObject({ from: "2026-09-22", to: "2026-11-16" });
  for (const search of ["?from=soon", "?from=2026-02-30", "?from=2026-11-20&to=2026-11-10", "?from=2001-01-01"])
    expect((await ask(search)).status).toBe(400);
  const file = await visit(world.db, statementCsv, { ...me, url: "/resources/statement-csv?from=2026-11-16&to=2026-11-16" });
  const [header, ...lines] = (await (file.data as Response).text()).trim().split("\r\n");
  expect(header).toContain("booked_utc,transaction_id,what");
  expect(lines).toHaveLength(1);
  expect(lines[0]!.split(",").slice(2, 5)).toEqual(["billed", "Lumen", "2026-11-09"]);
  expect(lines[0]!.split(",").slice(-8)).toEqual(["289.40", "289.40", "0.00", "0.00", "0.00", "0.00", "0.00", "289.40"]);
});
