import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { proposeAmendment } from "#app/domain/contracts/propose-amendment.server.ts";
import { startTracker } from "#app/domain/diary/tracker.server.ts";
import { weekAtAGlance } from "#app/domain/diary/week-at-a-glance.server.ts";
import { markRead } from "#app/domain/messaging/conversations.server.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { waitingForAgent, waitingForMember } from "#app/domain/notifications/waiting.server.ts";
import { comingPay } from "#app/domain/payouts/coming-pay.server.ts";
import { writeReview } from "#app/domain/reviews/write-review.server.ts";
import { answerSwap } from "#app/domain/shifts/answer-swap.server.ts";
import { offerSwap } from "#app/domain/shifts/offer-swap.server.ts";
import { saveShiftSettings } from "#app/domain/shifts/save-shift-settings.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { bills } from "#db/schema/billing.ts";
import { givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenApplication, givenContract, givenOffer } from "#tests/factories/hiring.ts";
import { closeWeek, givenPaidWeeks, releaseWeek, workWeek } from "#tests/factories/reviews.ts";
import { givenShift, givenTeam, thursday } from "#tests/factories/shifts.ts";
import { givenProposal } from "#tests/factories/tiers.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-18T10:00Z");

test("offers, invitations and unread messages wait for the agent, the most pressing first, until they are answered", async ({
  db,
}) => {
  const agent = await givenAgent(db);
  const { offer, people, application } = await givenOffer(db, { agent, now });
  const invited = await givenApplication(db, { people, agent, invited: true, now });
  const { conversationId } = application;
  const say = (body: string) => db.transaction((tx) => sendMessage(tx, { conversationId, body }, { actor: people.manager, now }));
  await say("Hello");
  await say("Are you there?");

  const waiting = await waitingForAgent(db, agent.agentId, agent.agent, now);
  expect(waiting.map(({ kind, id, who, n, due }) => ({ kind, id, who, n, due }))).toEqual([
    { kind: "offer", id: offer.id, who: "Lumen", n: 1, due: offer.expiresAt },
    { kind: "invitation", id: invited.application.id, who: "Lumen", n: 1, due: null },
    { kind: "messages", id: conversationId, who: "Lumen", n: 2, due: null },
  ]);

  await db.transaction((tx) => markRead(tx, { conversationId }, { actor: agent.agent }));
  expect((await waitingForAgent(db, agent.agentId, agent.agent, now)).map((one) => one.kind)).toEqual(["offer", "invitation"]);
});

test("of a long kind the first four are listed, with how many there are", async ({ db }) => {
  const people = await givenBusiness(db);
  const { roleId } = await givenApplication(db, { people, now });
  for (let i = 0; i < 5; i++) await givenApplication(db, { people, roleId, agent: await givenAgent(db), now });
  const waiting = await waitingForMember(db, people.business.id, people.manager, now);
  expect(waiting.filter((one) => one.kind === "application").map((one) => one.total)).toEqual([6, 6, 6, 6]);
});

test("weeks to review, changes, failed bills, a missing card and ratings wait for those of the business who may act", async ({
  db,
}) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  const { people, freelancer, contract } = given;
  await givenPaidWeeks(db, given, { from: "2026-06-01" });
  await workWeek(db, given, "2026-06-08", 600);
  const timesheet = await closeWeek(db, given, "2026-06-08");
  await db.update(bills).set({ state: "failed" });
  await db.transaction((tx) =>
    proposeAmendment(tx, { contractId: contract.id, reason: "rate", hourlyRate: 1_300n }, { actor: freelancer.agent, now }),
  );
  const kinds = async (who: "owner" | "manager" | "finance" | "viewer") =>
    (await waitingForMember(db, people.business.id, people[who], now)).map((one) => one.kind);

  expect(await kinds("manager")).toEqual(["timesheet", "timesheet", "amendment", "review"]);
  expect(await kinds("owner")).toEqual([
    "billFailed",
    "billFailed",
    "cardMissing",
    "timesheet",
    "timesheet",
    "amendment",
    "review",
  ]);
  expect(await kinds("finance")).toEqual(["billFailed", "billFailed", "cardMissing"]);
  expect(await kinds("viewer")).toEqual([]);

  const [failed] = await waitingForMember(db, people.business.id, people.finance, now);
  expect(failed).toMatchObject({ what: "2026-06-01", amount: 13_200n, currency: "USD" });
  const last = (await waitingForMember(db, people.business.id, people.manager, now))
    .filter((one) => one.kind === "timesheet")
    .at(-1);
  expect(last).toMatchObject({ id: timesheet.id, due: at("2026-06-20T00:00Z"), who: "Ana Almeida" });
});

test("a promotion waits for those who decide, and nobody else", async ({ db }) => {
  const given = await givenProposal(db);
  const of = async (who: "manager" | "finance") =>
    (await waitingForMember(db, given.people.business.id, given.people[who], now)).filter((one) => one.kind === "promotion");
  expect(await of("manager")).toMatchObject([{ id: given.promotion.id, who: "Ana Almeida", what: "L2" }]);
  expect(await of("finance")).toEqual([]);
});

test("a side is asked for its rating until it has written it, and once more at the end", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  const { agent, agentId } = given.freelancer;
  const asked = async () =>
    (await waitingForAgent(db, agentId, agent, now)).filter((one) => one.kind === "review").map((one) => one.id);
  const rate = (occasion: "first-paid-week" | "end") =>
    db.transaction((tx) =>
      writeReview(tx, { contractId: given.contract.id, occasion, stars: 5, words: "" }, { actor: agent, now }),
    );
  expect(await asked()).toEqual([]);
  await givenPaidWeeks(db, given, { from: "2026-06-01" });
  expect(await asked()).toEqual([given.contract.id]);
  await rate("first-paid-week");
  expect(await asked()).toEqual([]);
  await db.transaction((tx) => endContract(tx, { contractId: given.contract.id, reason: "Done" }, { actor: agent, now }));
  expect(await asked()).toEqual([given.contract.id]);
  await rate("end");
  expect(await asked()).toEqual([]);
});

test("a week at a glance: minutes within and over the limit, the rate in force, and what runs now", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01", weeklyLimitMinutes: 600, rate: money(1_500n, "EUR") });
  await workWeek(db, given, "2026-06-01", 630);
  const glance = (week: string) => weekAtAGlance(db, { businessId: given.people.business.id }, week, given.people.viewer);
  expect(await glance("2026-06-01")).toMatchObject([
    { minutes: 600, overLimitMinutes: 30, weeklyLimitMinutes: 600, hourlyRate: 1_500n, currency: "EUR", running: null },
  ]);
  const mode = { mode: "on-call" as const, memo: "Evening line" };
  await db.transaction((tx) =>
    startTracker(tx, { contractId: given.contract.id, ...mode }, { actor: given.freelancer.agent, now: at("2026-06-09T10:00Z") }),
  );
  expect(await glance("2026-06-08")).toMatchObject([
    { minutes: 0, overLimitMinutes: 0, running: { ...mode, startedAt: at("2026-06-09T10:00Z") } },
  ]);
});

test("pay that is still to come stands by its day until it is available", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  const { agent, agentId } = given.freelancer;
  await workWeek(db, given, "2026-06-01", 600);
  expect(await comingPay(db, agentId, agent)).toEqual([]);
  await closeWeek(db, given, "2026-06-01");
  expect(await comingPay(db, agentId, agent)).toEqual([
    { currency: "USD", availableAt: at("2026-06-17T12:00Z"), amount: 12_000n },
  ]);
  await releaseWeek(db, given, "2026-06-01");
  expect(await comingPay(db, agentId, agent)).toEqual([]);
});

test("strangers see nothing of what waits for others", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const [one, two] = [await givenAgent(db), await givenAgent(db)];
  await expect(waitingForMember(db, people.business.id, other.owner, now)).rejects.toThrow(NotFound);
  await expect(waitingForMember(db, people.business.id, one.agent, now)).rejects.toThrow(NotFound);
  await expect(waitingForAgent(db, one.agentId, two.agent, now)).rejects.toThrow(NotFound);
  await expect(comingPay(db, one.agentId, two.agent)).rejects.toThrow(NotFound);
  await expect(weekAtAGlance(db, { businessId: people.business.id }, "2026-06-01", other.viewer)).rejects.toThrow(NotFound);
});

test("a swap waits for the colleague, then for a manager where the business wants it so, until its shift begins", async ({
  db,
}) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team;
  await db.transaction((tx) => saveShiftSettings(tx, { businessId: given.businessId, swapsNeedApproval: true }, given.manager));
  const { id: shiftId } = await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  const swap = await db.transaction((tx) =>
    offerSwap(tx, { shiftId, toContractId: bruno!.contract.id }, { actor: ana!.freelancer.agent, now: thursday }),
  );
  const { agentId, agent } = bruno!.freelancer;
  const swaps = (waiting: { kind: string; id: string; who: string; due: Date | null }[]) =>
    waiting.filter((one) => one.kind === "swap").map(({ id, who, due }) => ({ id, who, due }));
  const line = { id: swap.id, who: "Ana", due: at("2026-11-23T09:00Z") };
  const forManager = async (who: "manager" | "viewer", now = thursday) =>
    swaps(await waitingForMember(db, given.businessId, given.people[who], now));
  expect(swaps(await waitingForAgent(db, agentId, agent, thursday))).toEqual([line]);
  expect(await forManager("manager")).toEqual([]);
  await db.transaction((tx) => answerSwap(tx, { swapId: swap.id, answer: "accept" }, { actor: agent, now: thursday }));
  expect(swaps(await waitingForAgent(db, agentId, agent, thursday))).toEqual([]);
  expect([await forManager("manager"), await forManager("viewer")]).toEqual([[line], []]);
  expect(await forManager("manager", at("2026-11-23T09:00Z"))).toEqual([]);
});
