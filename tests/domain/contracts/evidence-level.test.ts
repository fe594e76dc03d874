import { eq } from "drizzle-orm";
import { acceptOffer } from "#app/domain/contracts/accept-offer.server.ts";
import { evidenceLevelAt } from "#app/domain/contracts/evidence-level-at.server.ts";
import { stopPictures } from "#app/domain/contracts/stop-pictures.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { amendments, contracts, contractTerms } from "#db/schema/contracts.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { answer, propose } from "#tests/factories/contracts.ts";
import { eventsOf } from "#tests/factories/events.ts";
import { givenContract, givenOffer } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-18T10:00Z");
const later = at("2026-11-18T11:00Z");

async function levelOf(db: Db, { contract }: { contract: { id: string } }) {
  const [row] = await db.select().from(contracts).where(eq(contracts.id, contract.id));
  return row!.evidenceLevel;
}

test("accepting an offer agrees to its level; tickets where nothing else is said", async ({ db }) => {
  const blurred = await givenOffer(db, { evidenceLevel: "blurred" });
  const by = { actor: blurred.freelancer.agent, now: at("2026-06-01T10:00Z") };
  const contract = await db.transaction((tx) => acceptOffer(tx, { offerId: blurred.offer.id }, by));
  expect(contract.evidenceLevel).toBe("blurred");
  expect(await levelOf(db, await givenContract(db))).toBe("tickets");
});

test("another level counts the moment the other side accepts it, and leaves rate and limit alone", async ({ db }) => {
  const given = await givenContract(db);
  const change = { reason: "evidence", evidenceLevel: "pictures" } as const;
  const amendment = await propose(db, given, change, { actor: given.people.manager, now });
  expect(await levelOf(db, given)).toBe("tickets");
  await expect(answer(db, amendment, "accept", { actor: given.people.manager, now })).rejects.toThrow(Forbidden);
  await answer(db, amendment, "accept", { actor: given.freelancer.agent, now: later });
  expect(await levelOf(db, given)).toBe("pictures");
  expect(await evidenceLevelAt(db, given.contract.id, now)).toBe("tickets");
  expect(await evidenceLevelAt(db, given.contract.id, later)).toBe("pictures");
  expect(await db.select().from(contractTerms).where(eq(contractTerms.contractId, given.contract.id))).toHaveLength(1);
  const [row] = await db.select().from(amendments).where(eq(amendments.id, amendment.id));
  expect(row).toMatchObject({ state: "accepted", inForceFrom: null, agentAcceptedAt: later });
});

test("a declined level changes nothing; the level that is in force is no change", async ({ db }) => {
  const given = await givenContract(db);
  const by = { actor: given.freelancer.agent, now };
  await expect(propose(db, given, { reason: "evidence", evidenceLevel: "tickets" }, by)).rejects.toThrow(Invalid);
  const amendment = await propose(db, given, { reason: "evidence", evidenceLevel: "none" }, by);
  await answer(db, amendment, "decline", { actor: given.people.owner, now });
  expect(await levelOf(db, given)).toBe("tickets");
});

test("the agent stops pictures alone and at once, and an open proposal for them ends; twice is once", async ({ db }) => {
  const given = await givenContract(db, { evidenceLevel: "blurred" });
  const open = await propose(db, given, { reason: "evidence", evidenceLevel: "pictures" }, { actor: given.people.manager, now });
  const stop = () =>
    db.transaction((tx) => stopPictures(tx, { contractId: given.contract.id }, { actor: given.freelancer.agent, now: later }));
  await stop();
  await stop();
  expect(await levelOf(db, given)).toBe("tickets");
  expect(await evidenceLevelAt(db, given.contract.id, now)).toBe("blurred");
  expect(await evidenceLevelAt(db, given.contract.id, later)).toBe("tickets");
  const rows = await db.select().from(amendments).where(eq(amendments.contractId, given.contract.id));
  expect(rows.map((one) => [one.id === open.id, one.state])).toEqual(
    expect.arrayContaining([
      [true, "withdrawn"],
      [false, "accepted"],
    ]),
  );
  expect(rows).toHaveLength(2);
  expect(await eventsOf(db, "contractId", given.contract.id)).toContain("pictures.stopped");
});

test("nobody else stops pictures, and an ended contract is left alone", async ({ db }) => {
  const given = await givenContract(db, { evidenceLevel: "pictures" });
  const [stranger, other] = [await givenAgent(db), await givenBusiness(db)];
  for (const actor of [given.people.owner, other.owner, stranger.agent])
    await expect(db.transaction((tx) => stopPictures(tx, { contractId: given.contract.id }, { actor, now }))).rejects.toSatisfy(
      (error) => error instanceof Forbidden || error instanceof NotFound,
    );
  await db.update(contracts).set({ state: "ended", endedAt: now }).where(eq(contracts.id, given.contract.id));
  await expect(
    db.transaction((tx) => stopPictures(tx, { contractId: given.contract.id }, { actor: given.freelancer.agent, now })),
  ).rejects.toThrow(Conflict);
  expect(await levelOf(db, given)).toBe("pictures");
});
