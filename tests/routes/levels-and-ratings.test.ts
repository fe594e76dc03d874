import { eq } from "drizzle-orm";
import type { FormReply } from "#app/http/forms.server.ts";
import * as agentReview from "#app/routes/agent+/reviews.$contractId.tsx";
import * as agentReviews from "#app/routes/agent+/reviews.index.tsx";
import * as agentPromotion from "#app/routes/agent+/tier.$promotionId.tsx";
import * as agentTier from "#app/routes/agent+/tier.index.tsx";
import * as promotionRoute from "#app/routes/business+/promotions.$promotionId.tsx";
import * as evidenceRoute from "#app/routes/business+/promotions.evidence.$contractId.tsx";
import * as promotionsRoute from "#app/routes/business+/promotions.index.tsx";
import * as businessReview from "#app/routes/business+/reviews.$contractId.tsx";
import * as businessReviews from "#app/routes/business+/reviews.index.tsx";
import { queryCount } from "#db/client.server.ts";
import { reviews } from "#db/schema/reviews.ts";
import { promotions, tierEvidence } from "#db/schema/tiers.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenPaidWeeks } from "#tests/factories/reviews.ts";
import { givenProposal } from "#tests/factories/tiers.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-06-18T10:00Z");
const formOf = (answer: { data: unknown }) => (answer.data as FormReply).form;

test("a manager decides on a proposal's page: a bad rate stands beside its field and what was typed stays", async ({ db }) => {
  const given = await givenProposal(db);
  const { manager, finance, viewer } = given.people;
  const params = { promotionId: given.promotion.id };
  const decide = (form: Record<string, string>, as: { userId: string } = manager) =>
    visit(db, promotionRoute, { as, params, form, now: given.now });

  const page = await visit(db, promotionRoute, { as: viewer, params, now: given.now });
  expect(page).toMatchObject({ status: 200, data: { presentRate: 1_400n, currency: "EUR", mayDecide: false } });

  const typed = { decision: "approve", reason: "Calm, exact work." };
  for (const [newRate, message] of [
    ["", "Please fill in this field."],
    ["16.505", "Write an amount such as 12.50, with at most 2 decimals."],
    ["501", "The amount must be between 1.00 and 500.00."],
    ["13.99", "The new rate must be at least the present one, 14.00 EUR."],
  ] as const) {
    const refused = await decide({ ...typed, newRate });
    expect(refused.status, newRate).toBe(400);
    expect(formOf(refused)).toEqual({
      errors: { newRate: [message] },
      values: { decision: ["approve"], newRate: [newRate], reason: [typed.reason] },
    });
  }
  expect(formOf(await decide({ ...typed, newRate: "16.50", reason: "" })).errors).toHaveProperty("reason");
  expect((await decide({ ...typed, newRate: "16.50" }, finance)).status).toBe(403);

  expect(await decide({ ...typed, newRate: "16.50" })).toMatchObject({
    status: 302,
    location: `/business/promotions/${given.promotion.id}`,
  });
  const [kept] = await db.select().from(promotions).where(eq(promotions.id, given.promotion.id));
  expect(kept).toMatchObject({ state: "approved", newRate: 1_650n, currency: "EUR", decidedBy: manager.userId });
});

test("the agent reads the decision and replies; nobody else's promotion is theirs to see", async ({ db }) => {
  const given = await givenProposal(db);
  const params = { promotionId: given.promotion.id };
  await visit(db, promotionRoute, {
    as: given.people.manager,
    params,
    form: { decision: "decline", newRate: "14.00", reason: "No L2 work this season." },
    now: given.now,
  });
  const reply = (as: { userId: string }, words: string) =>
    visit(db, agentPromotion, { as, params, form: { reply: words }, now: given.now });

  expect(formOf(await reply(given.freelancer.agent, "")).errors).toEqual({ reply: ["Please fill in this field."] });
  expect(await reply(given.freelancer.agent, "I think otherwise.")).toMatchObject({ status: 302 });
  expect((await reply(given.freelancer.agent, "Again.")).status).toBe(409);

  const stranger = await givenAgent(db);
  const other = await givenOtherBusiness(db);
  expect((await visit(db, agentPromotion, { as: stranger.agent, params })).status).toBe(404);
  expect((await reply(stranger.agent, "Mine?")).status).toBe(404);
  expect((await visit(db, promotionRoute, { as: other.owner, params })).status).toBe(404);
});

test("evidence is entered with a score of 0 to 100 by those who decide", async ({ db }) => {
  const { contract, people } = await givenContract(db, { from: "2026-06-01" });
  const params = { contractId: contract.id };
  const enter = (as: { userId: string }, form: Record<string, string>) => visit(db, evidenceRoute, { as, params, form, now });
  const form = { kind: "qa-score", score: "92", note: "Twelve conversations read." };

  expect(formOf(await enter(people.manager, { ...form, score: "101" }))).toMatchObject({
    errors: { score: ["The number must be at most 100."] },
    values: { score: ["101"], note: [form.note] },
  });
  expect(formOf(await enter(people.manager, { ...form, score: "" })).errors).toEqual({ score: ["Please fill in this field."] });
  expect(formOf(await enter(people.manager, { ...form, kind: "charm" })).errors).toHaveProperty("kind");
  expect((await enter(people.viewer, form)).status).toBe(403);
  expect((await enter((await givenOtherBusiness(db)).owner, form)).status).toBe(404);
  expect(await enter(people.manager, form)).toMatchObject({ status: 302 });
  expect(await db.select().from(tierEvidence).where(eq(tierEvidence.contractId, contract.id))).toMatchObject([
    { kind: "qa-score", score: 92, note: form.note, enteredBy: people.manager.userId },
  ]);
});

test("both sides rate on their own page; stars are 1 to 5, and a second rating is refused", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  await givenPaidWeeks(db, given, { from: "2026-06-01" });
  const { people, freelancer, contract } = given;
  const params = { contractId: contract.id };
  const form = { occasion: "first-paid-week", stars: "5", words: "Thank you." };
  const rate = (as: { userId: string }, more: Record<string, string> = {}) =>
    visit(db, as === freelancer.agent ? agentReview : businessReview, { as, params, form: { ...form, ...more }, now });

  expect(formOf(await rate(people.manager, { stars: "6" })).errors).toEqual({ stars: ["The number must be at most 5."] });
  expect(formOf(await rate(people.manager, { stars: "" }))).toMatchObject({
    errors: { stars: ["Please fill in this field."] },
    values: { words: ["Thank you."] },
  });
  expect((await rate(people.viewer)).status).toBe(403);
  expect((await rate(people.finance)).status).toBe(403);
  expect((await rate((await givenOtherBusiness(db)).owner)).status).toBe(404);
  expect((await visit(db, agentReview, { as: (await givenAgent(db)).agent, params, form })).status).toBe(404);

  expect((await rate(people.manager)).location).toBe(`/business/reviews/${contract.id}`);
  expect((await rate(people.owner, { stars: "1" })).status).toBe(409);
  expect((await rate(freelancer.agent)).location).toBe(`/agent/reviews/${contract.id}`);
  expect(await db.select().from(reviews).where(eq(reviews.contractId, contract.id))).toHaveLength(2);
});

test("none of these pages asks more than eight questions of the database", async ({ db }) => {
  const given = await givenProposal(db);
  const { owner } = given.people;
  const { agent } = given.freelancer;
  const contractId = given.contract.id;
  const promotionId = given.promotion.id;
  for (const [name, route, as] of [
    ["promotions", promotionsRoute, owner],
    ["a promotion", promotionRoute, owner],
    ["evidence", evidenceRoute, owner],
    ["ratings of the business", businessReviews, owner],
    ["rating an agent", businessReview, owner],
    ["level", agentTier, agent],
    ["the agent's promotion", agentPromotion, agent],
    ["the agent's ratings", agentReviews, agent],
    ["rating a business", agentReview, agent],
  ] as const) {
    const counted = { queries: [] as string[] };
    const { status } = await queryCount.run(counted, () =>
      visit(db, route, { as, params: { contractId, promotionId }, now: given.now }),
    );
    expect(status, name).toBe(200);
    expect(counted.queries.length, name).toBeLessThanOrEqual(8);
  }
});
