import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { standings } from "#app/domain/reviews/standing.server.ts";
import { enterEvidence } from "#app/domain/tiers/enter-evidence.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { tierEvidence } from "#db/schema/tiers.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenPaidWeeks, workWeek } from "#tests/factories/reviews.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-18T10:00Z");

function enter(
  db: Db,
  contractId: string,
  actor: Actor,
  evidence: { id?: string; kind: "qa-score" | "work-sample"; score: number },
  when = now,
) {
  return db.transaction((tx) => enterEvidence(tx, { contractId, note: "", ...evidence }, { actor, now: when }));
}

test("both sides see where the agent stands on the contract: what is paid counts, what is only worked does not", async ({
  db,
}) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  await givenPaidWeeks(db, given, { from: "2026-06-01", minutes: 610 });
  await workWeek(db, given, "2026-06-08", 600);
  const [mine] = await standings(db, { agentId: given.freelancer.agentId }, now, given.freelancer.agent);
  expect(mine).toMatchObject({
    contractId: given.contract.id,
    tier: "L1",
    facts: { paidMinutes: 610, weeksWorked: 1, ratingCount: 0, qaScore: null, workSamplePassed: null },
    verdict: { eligible: false },
  });
  expect(await standings(db, { contractId: given.contract.id }, now, given.people.viewer)).toEqual([mine]);
  expect(await standings(db, { businessId: given.people.business.id }, now, given.people.finance)).toEqual([mine]);
});

test("the newest score of a kind counts, the older ones stay in the history", async ({ db }) => {
  const { contract, people } = await givenContract(db, { from: "2026-06-01" });
  await enter(db, contract.id, people.manager, { kind: "qa-score", score: 70 });
  await enter(db, contract.id, people.owner, { kind: "qa-score", score: 90 }, addMinutes(now, 1));
  await enter(db, contract.id, people.manager, { kind: "work-sample", score: 59 });
  const [standing] = await standings(db, { contractId: contract.id }, now, people.manager);
  expect(standing!.facts).toMatchObject({ qaScore: 90, workSamplePassed: false });
  expect(await db.select().from(tierEvidence).where(eq(tierEvidence.contractId, contract.id))).toHaveLength(3);
});

test("the same form sent twice is entered once", async ({ db }) => {
  const { contract, people } = await givenContract(db, { from: "2026-06-01" });
  const id = newId();
  await Promise.all([1, 2].map(() => enter(db, contract.id, people.manager, { id, kind: "qa-score", score: 90 })));
  expect(await db.select().from(tierEvidence).where(eq(tierEvidence.contractId, contract.id))).toHaveLength(1);
});

test("nothing is entered for a contract that has ended", async ({ db }) => {
  const { contract, people } = await givenContract(db, { from: "2026-06-01" });
  await db.transaction((tx) =>
    endContract(tx, { contractId: contract.id, reason: "Season over" }, { actor: people.manager, now }),
  );
  await expect(enter(db, contract.id, people.manager, { kind: "qa-score", score: 90 })).rejects.toThrow(Conflict);
  expect(await standings(db, { contractId: contract.id }, now, people.manager)).toEqual([]);
});

test("only owners and managers of the business enter evidence", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  const other = await givenOtherBusiness(db);
  const stranger = await givenAgent(db);
  for (const [who, actor, error] of [
    ["a finance member", given.people.finance, Forbidden],
    ["a viewer", given.people.viewer, Forbidden],
    ["the agent", given.freelancer.agent, Forbidden],
    ["another agent", stranger.agent, NotFound],
    ["another business's owner", other.owner, NotFound],
  ] as const) {
    await expect(enter(db, given.contract.id, actor, { kind: "qa-score", score: 90 }), who).rejects.toThrow(error);
  }
  await expect(enter(db, newId(), given.people.owner, { kind: "qa-score", score: 90 })).rejects.toThrow(NotFound);
  await expect(standings(db, { agentId: given.freelancer.agentId }, now, stranger.agent)).rejects.toThrow(NotFound);
  await expect(standings(db, { contractId: given.contract.id }, now, other.owner)).rejects.toThrow(NotFound);
  await expect(standings(db, "everyL1", now, given.people.owner)).rejects.toThrow(NotFound);
});
