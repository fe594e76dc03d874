import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { answerAmendment } from "#app/domain/contracts/answer-amendment.server.ts";
import { contractPage } from "#app/domain/contracts/contracts.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { proposeAmendment } from "#app/domain/contracts/propose-amendment.server.ts";
import { decidePromotion, replyToPromotion } from "#app/domain/tiers/decide-promotion.server.ts";
import { promotionPage, promotionsOf } from "#app/domain/tiers/promotions.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { addDays, addMinutes, shiftWeek, startOfWeek } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { amendments } from "#db/schema/contracts.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { closeWeek, givenPaidWeeks, workWeek } from "#tests/factories/reviews.ts";
import { givenEarnedProposal, givenProposal, givenProvenContract } from "#tests/factories/tiers.ts";
import { runAt, settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { proposePromotions } from "#workers/jobs/propose-promotions.ts";
import { startAmendedTerms } from "#workers/jobs/start-amended-terms.ts";

type Given = Awaited<ReturnType<typeof givenProposal>>;

function decide(
  db: Db,
  given: Given,
  actor: Actor,
  decision: { newRate: bigint } | "decline",
  { when = given.now, reason = "Calm, exact work." } = {},
) {
  const input =
    decision === "decline" ? { decision, reason } : ({ decision: "approve", newRate: decision.newRate, reason } as const);
  return db
    .transaction((tx) => decidePromotion(tx, { promotionId: given.promotion.id, ...input }, { actor, now: when }))
    .then(() => settleAt(db, when));
}
const page = (db: Db, given: Given) => promotionPage(db, given.promotion.id, given.people.manager);
const state = async (db: Db, given: Given) => (await page(db, given)).promotion.state;
const tierOf = async (db: Db, given: Given) => (await agentProfile(db, given.freelancer.agentId)).tier;
const amendmentsOf = (db: Db, given: Given) => db.select().from(amendments).where(eq(amendments.contractId, given.contract.id));
async function answer(db: Db, given: Given, choice: "accept" | "decline", when: Date): Promise<void> {
  const [open] = (await amendmentsOf(db, given)).filter((one) => one.state === "proposed");
  await db.transaction((tx) =>
    answerAmendment(tx, { amendmentId: open!.id, answer: choice }, { actor: given.freelancer.agent, now: when }),
  );
  await settleAt(db, when);
}

test("proposed, decided with a rate, accepted, in force from Monday: the week before is paid the old rate, the week after the new", async ({
  db,
}) => {
  const given = await givenEarnedProposal(db);
  const { manager } = given.people;
  const before = shiftWeek(given.nextMonday, -1);
  expect(await state(db, given)).toBe("proposed");
  expect(given.promotion).toMatchObject({ fromTier: "L1", toTier: "L2", barVersion: 1, newRate: null, currency: null });

  await decide(db, given, manager, { newRate: 1_650n });
  expect(await state(db, given)).toBe("approved");
  expect(await amendmentsOf(db, given)).toMatchObject([
    {
      reason: "promotion",
      state: "proposed",
      hourlyRate: 1_650n,
      tier: "L2",
      businessAcceptedBy: manager.userId,
      agentAcceptedAt: null,
    },
  ]);

  await answer(db, given, "accept", addDays(given.now, 1));
  expect((await page(db, given)).promotion).toMatchObject({ state: "approved", inForceFrom: given.nextMonday });
  await runAt(db, addMinutes(startOfWeek(given.nextMonday), -1), startAmendedTerms);
  expect([await state(db, given), await tierOf(db, given)]).toEqual(["approved", "L1"]);

  await workWeek(db, given, before, 725);
  await runAt(db, startOfWeek(given.nextMonday), startAmendedTerms);
  await runAt(db, startOfWeek(given.nextMonday), startAmendedTerms);
  expect([await state(db, given), await tierOf(db, given)]).toEqual(["inForce", "L2"]);

  // 725 min at 14.00 = 169.1666... and at 16.50 = 199.375: rounded half up once; the fee is ten per cent of it.
  expect(await closeWeek(db, given, before)).toMatchObject({ hourlyRate: 1_400n, pay: 16_917n, fee: 1_692n, currency: "EUR" });
  await workWeek(db, given, given.nextMonday, 725);
  expect(await closeWeek(db, given, given.nextMonday)).toMatchObject({ hourlyRate: 1_650n, pay: 19_938n, fee: 1_994n });

  const history = await contractPage(db, given.contract.id, given.freelancer.agent);
  expect(history.terms.map(({ fromWeek, hourlyRate, tier }) => [fromWeek, hourlyRate, tier])).toEqual([
    ["2026-03-02", 1_400n, "L1"],
    [given.nextMonday, 1_650n, "L2"],
  ]);
});

test("a proposal keeps the facts, every check and the version it was made from, whatever comes later", async ({ db }) => {
  const given = await givenEarnedProposal(db);
  const { promotion, verdict, evidence } = await page(db, given);
  expect(promotion.facts).toEqual({
    paidMinutes: 9_620,
    weeksWorked: 13,
    ratingMilli: 4_583,
    ratingCount: 1,
    qaScore: 92,
    workSamplePassed: true,
  });
  expect(verdict).toMatchObject({ version: 1, eligible: true });
  expect(verdict.checks.filter((check) => !check.requiredYet).map((check) => check.key)).toEqual([
    "csat",
    "escalations",
    "adherence",
  ]);
  expect(evidence.map(({ kind, score, enteredBy }) => [kind, score, enteredBy])).toEqual([
    ["work-sample", 80, "manager of Lumen"],
    ["qa-score", 92, "manager of Lumen"],
  ]);
});

test("the nightly job proposes once while a proposal is open, and again only four weeks after a no", async ({ db }) => {
  const given = await givenEarnedProposal(db);
  const count = async () => (await promotionsOf(db, { businessId: given.people.business.id }, given.people.viewer)).length;
  await runAt(db, addDays(given.now, 1), proposePromotions);
  await runAt(db, addDays(given.now, 7), proposePromotions);
  expect(await count()).toBe(1);

  // The no comes nine days after the proposal; the quiet begins with it.
  const when = addDays(given.now, 9);
  await decide(db, given, given.people.owner, "decline", { when, reason: "The team has no L2 work this season." });
  expect((await page(db, given)).promotion).toMatchObject({
    state: "declined",
    reason: "The team has no L2 work this season.",
    decidedBy: given.people.owner.userId,
    newRate: null,
  });
  await givenPaidWeeks(db, given, { from: shiftWeek(given.nextMonday, -2), weeks: 5 });
  const monday = startOfWeek(shiftWeek(given.nextMonday, 4));
  await runAt(db, addMinutes(monday, -1), proposePromotions);
  expect(await count()).toBe(1);
  await runAt(db, monday, proposePromotions);
  expect(await count()).toBe(2);
  expect(await tierOf(db, given)).toBe("L1");
});

test("nothing is proposed where one check is missing", async ({ db }) => {
  const proven = await givenProvenContract(db);
  const rows = () => promotionsOf(db, { agentId: proven.freelancer.agentId }, proven.freelancer.agent);
  await runAt(db, proven.now, proposePromotions);
  expect(await rows(), "without evidence").toEqual([]);
});

test("the agent may decline: the proposal is over, rate and level stay", async ({ db }) => {
  const given = await givenProposal(db);
  await decide(db, given, given.people.manager, { newRate: 1_650n });
  await answer(db, given, "decline", addDays(given.now, 1));
  expect([await state(db, given), await tierOf(db, given)]).toEqual(["refused", "L1"]);
  await runAt(db, startOfWeek(given.nextMonday), startAmendedTerms);
  expect([await state(db, given), await tierOf(db, given)]).toEqual(["refused", "L1"]);
});

test("accepted on a Sunday night it is in force on that Monday; accepted on Monday, a week later", async ({ db }) => {
  const sunday = await givenProposal(db);
  await decide(db, sunday, sunday.people.manager, { newRate: 1_400n });
  await answer(db, sunday, "accept", addMinutes(startOfWeek(sunday.nextMonday), -1));
  expect((await page(db, sunday)).promotion.inForceFrom).toBe(sunday.nextMonday);

  const monday = await givenProposal(db);
  await decide(db, monday, monday.people.manager, { newRate: 1_400n });
  await answer(db, monday, "accept", startOfWeek(monday.nextMonday));
  expect((await page(db, monday)).promotion.inForceFrom).toBe(shiftWeek(monday.nextMonday, 1));
});

test("the new rate is at least the old one; the same rate will do", async ({ db }) => {
  const given = await givenProposal(db);
  await expect(decide(db, given, given.people.manager, { newRate: 1_399n })).rejects.toThrow(Invalid);
  expect(await state(db, given)).toBe("proposed");
  await decide(db, given, given.people.manager, { newRate: 1_400n });
  expect(await amendmentsOf(db, given)).toMatchObject([{ hourlyRate: 1_400n, tier: "L2" }]);
});

test("a decision is made once: the same again changes nothing, another one is refused", async ({ db }) => {
  const given = await givenProposal(db);
  const { owner, manager } = given.people;
  await Promise.all([decide(db, given, manager, { newRate: 1_500n }), decide(db, given, manager, { newRate: 1_500n })]);
  await decide(db, given, manager, { newRate: 1_500n });
  await expect(decide(db, given, manager, { newRate: 1_600n })).rejects.toThrow(Conflict);
  await expect(decide(db, given, owner, "decline")).rejects.toThrow(Conflict);
  expect(await amendmentsOf(db, given)).toHaveLength(1);
});

test("while another change of the terms is open, or once the contract has ended, nothing can be approved", async ({ db }) => {
  const given = await givenProposal(db);
  const { manager } = given.people;
  const context = { actor: manager, now: given.now };
  await db.transaction((tx) =>
    proposeAmendment(tx, { contractId: given.contract.id, reason: "limit", weeklyLimitMinutes: 1_200 }, context),
  );
  await expect(decide(db, given, manager, { newRate: 1_500n })).rejects.toThrow("tiers:errors.amendmentOpen");
  await db.transaction((tx) => endContract(tx, { contractId: given.contract.id, reason: "Season over" }, context));
  await expect(decide(db, given, manager, { newRate: 1_500n })).rejects.toThrow("tiers:errors.ended");
  await decide(db, given, manager, "decline");
  expect(await state(db, given)).toBe("declined");
});

test("a change that was proposed in the moment between comes first; the promotion follows its answer", async ({ db }) => {
  const given = await givenProposal(db);
  const { manager } = given.people;
  const { agent } = given.freelancer;
  await db.transaction((tx) =>
    decidePromotion(
      tx,
      { promotionId: given.promotion.id, decision: "approve", newRate: 1_650n, reason: "Calm, exact work." },
      { actor: manager, now: given.now },
    ),
  );
  await db.transaction((tx) =>
    proposeAmendment(
      tx,
      { contractId: given.contract.id, reason: "limit", weeklyLimitMinutes: 1_200 },
      { actor: agent, now: given.now },
    ),
  );
  await settleAt(db, given.now);
  const [limit] = await amendmentsOf(db, given);
  expect(limit).toMatchObject({ reason: "limit", state: "proposed" });

  await db.transaction((tx) =>
    answerAmendment(tx, { amendmentId: limit!.id, answer: "accept" }, { actor: manager, now: given.now }),
  );
  await settleAt(db, given.now);
  const open = (await amendmentsOf(db, given)).filter((one) => one.state === "proposed");
  expect(open).toMatchObject([{ reason: "promotion", hourlyRate: 1_650n, weeklyLimitMinutes: 1_200, tier: "L2" }]);
  expect((await page(db, given)).promotion.amendmentId).toBe(open[0]!.id);
});

test("the agent replies once to a decision, and the business reads it beside the decision", async ({ db }) => {
  const given = await givenProposal(db);
  const { agent } = given.freelancer;
  const reply = (words: string, actor: Actor = agent) =>
    db.transaction((tx) => replyToPromotion(tx, { promotionId: given.promotion.id, reply: words }, { actor, now: given.now }));
  await expect(reply("Too early.")).rejects.toThrow("tiers:errors.notDecided");

  await decide(db, given, given.people.manager, "decline");
  await reply("I handled the refund queue alone for two months.");
  await expect(reply("And more.")).rejects.toThrow("tiers:errors.replied");
  expect((await promotionPage(db, given.promotion.id, given.people.viewer)).promotion).toMatchObject({
    reply: "I handled the refund queue alone for two months.",
    repliedAt: given.now,
  });
});

test("only an owner or manager of the business decides, only the agent replies, and strangers learn nothing", async ({ db }) => {
  const given = await givenProposal(db);
  const { finance, viewer, manager } = given.people;
  const stranger = await givenAgent(db);
  const other = await givenOtherBusiness(db);
  for (const [who, actor, error] of [
    ["a finance member", finance, Forbidden],
    ["a viewer", viewer, Forbidden],
    ["the agent", given.freelancer.agent, Forbidden],
    ["another agent", stranger.agent, NotFound],
    ["another business's owner", other.owner, NotFound],
  ] as const) {
    await expect(decide(db, given, actor, { newRate: 1_500n }), who).rejects.toThrow(error);
    await expect(decide(db, given, actor, "decline"), who).rejects.toThrow(error);
  }
  await decide(db, given, manager, "decline");
  for (const [who, actor, error] of [
    ["the manager", manager, Forbidden],
    ["another agent", stranger.agent, NotFound],
    ["another business's owner", other.owner, NotFound],
  ] as const) {
    const replying = db.transaction((tx) =>
      replyToPromotion(tx, { promotionId: given.promotion.id, reply: "No." }, { actor, now: given.now }),
    );
    await expect(replying, who).rejects.toThrow(error);
  }
  await expect(promotionPage(db, given.promotion.id, stranger.agent)).rejects.toThrow(NotFound);
  await expect(promotionPage(db, given.promotion.id, other.owner)).rejects.toThrow(NotFound);
  await expect(promotionsOf(db, { businessId: given.people.business.id }, other.owner)).rejects.toThrow(NotFound);
});
