import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { writeReview } from "#app/domain/reviews/write-review.server.ts";
import { enterEvidence } from "#app/domain/tiers/enter-evidence.server.ts";
import { promotionsOf } from "#app/domain/tiers/promotions.server.ts";
import { proposePromotion } from "#app/domain/tiers/propose-promotion.server.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { addMinutes, shiftWeek, weekClocks, weekOf } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import type { GivenBusiness } from "#tests/factories/accounts.ts";
import type { GivenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenPaidWeeks } from "#tests/factories/reviews.ts";
import { runAt, settleAt } from "#tests/setup/jobs.ts";
import { at } from "#tests/setup/time.ts";
import { proposePromotions } from "#workers/jobs/propose-promotions.ts";

export interface ProvenWish {
  people?: GivenBusiness;
  agent?: GivenAgent;
  from?: string;
  weeks?: number;
  minutes?: number;
  rate?: Money;
}

/**
 * A contract whose L1 agent has all that counting and rating can show: thirteen paid weeks of 12 h 20 min (160 h 20 min), five stars. The
 * evidence is for the manager to enter.
 * @returns `now`: Thursday 09:00 UTC of the week in which the last pay became available
 */
export async function givenProvenContract(
  db: Db,
  { from = "2026-03-02", weeks = 13, minutes = 740, rate = money(1_400n, "EUR"), people, agent }: ProvenWish = {},
) {
  const given = await givenContract(db, { from, rate, people, agent });
  await givenPaidWeeks(db, given, { from, weeks, minutes });
  const now = addMinutes(weekClocks(shiftWeek(from, weeks - 1)).availableAt, 21 * 60);
  for (const actor of [given.people.manager, given.freelancer.agent])
    await db.transaction((tx) =>
      writeReview(tx, { contractId: given.contract.id, occasion: "first-paid-week", stars: 5, words: "" }, { actor, now }),
    );
  await settleAt(db, now);
  return { ...given, now };
}
export type Proven = Awaited<ReturnType<typeof givenProvenContract>>;

export async function enter(db: Db, { contract, now }: Proven, actor: Actor, kind: "qa-score" | "work-sample", score: number) {
  await db.transaction((tx) => enterEvidence(tx, { contractId: contract.id, kind, score, note: "" }, { actor, now }));
}

/** The night after a manager entered a QA score of 92 and a passed work sample: the nightly job has proposed L2. */
export async function givenEarnedProposal(db: Db, wish: ProvenWish = {}) {
  const proven = await givenProvenContract(db, wish);
  const { manager, business } = proven.people;
  await enter(db, proven, manager, "qa-score", 92);
  await enter(db, proven, manager, "work-sample", 80);
  await runAt(db, proven.now, proposePromotions);
  const rows = await promotionsOf(db, { businessId: business.id }, manager);
  const row = rows.find((one) => one.promotion.contractId === proven.contract.id);
  if (!row) throw new Error("the system proposed nothing");
  return { ...proven, promotion: row.promotion, nextMonday: shiftWeek(weekOf(proven.now), 1) };
}

/** The same proposal on a contract of 14.00 EUR an hour, for tests of what follows: its facts are given, not worked for. */
export async function givenProposal(db: Db) {
  const given = await givenContract(db, { from: "2026-03-02", rate: money(1_400n, "EUR") });
  const { id, businessId, agentId } = given.contract;
  const now = at("2026-06-11T09:00Z");
  const facts = {
    paidMinutes: 9_620,
    weeksWorked: 13,
    ratingMilli: 4_583,
    ratingCount: 1,
    qaScore: 92,
    workSamplePassed: true,
  };
  const promotion = await db.transaction((tx) =>
    proposePromotion(tx, { contractId: id, businessId, agentId, facts }, { actor: system, now }),
  );
  return { ...given, now, promotion: promotion!, nextMonday: shiftWeek(weekOf(now), 1) };
}
