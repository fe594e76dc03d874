import { eq } from "drizzle-orm";
import { acceptOffer } from "#app/domain/contracts/accept-offer.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import { contracts, contractTerms } from "#db/schema/contracts.ts";
import { applications, offers } from "#db/schema/hiring.ts";
import { roles } from "#db/schema/roles.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenContract, givenOffer } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");

test("an accepted offer becomes a contract with the very same terms, the agreed hours included", async ({ db }) => {
  const windows = hours(weekdays, 9, 13);
  const { contract } = await givenContract(db, {
    from: "2026-11-02",
    rate: money(1_450n, "EUR"),
    weeklyLimitMinutes: 1_200,
    windows,
    timeZone: "Europe/Lisbon",
    manualTimeAllowed: true,
    endsOn: "2027-01-31",
  });
  expect(contract).toMatchObject({
    state: "active",
    title: "Chat support",
    currency: "EUR",
    feeBps: 1000,
    windows,
    timeZone: "Europe/Lisbon",
    manualTimeAllowed: true,
    startsOn: "2026-11-02",
    endsOn: "2027-01-31",
    acceptedAt: at("2026-11-02T00:00Z"),
  });
  const terms = await db.select().from(contractTerms).where(eq(contractTerms.contractId, contract.id));
  expect(terms).toHaveLength(1);
  expect(terms[0]).toMatchObject({ fromWeek: "2026-11-02", hourlyRate: 1_450n, tier: "L1", weeklyLimitMinutes: 1_200 });
  const [application] = await db.select().from(applications).where(eq(applications.conversationId, contract.conversationId));
  expect(application!.state).toBe("hired");
});

test("accepting twice, at the same moment too, makes one contract", async ({ db }) => {
  const { offer, freelancer } = await givenOffer(db, { now });
  const accept = () => db.transaction((tx) => acceptOffer(tx, { offerId: offer.id }, { actor: freelancer.agent, now }));
  const made = await Promise.all([accept(), accept(), accept()]);
  expect(new Set(made.map((contract) => contract.id)).size).toBe(1);
  expect(await db.select().from(contracts).where(eq(contracts.offerId, offer.id))).toHaveLength(1);
});

test("a role that has all its people is filled, not before", async ({ db }) => {
  const first = await givenOffer(db, { headcount: 2, now });
  const accept = (given: Pick<typeof first, "offer" | "freelancer">) =>
    db.transaction((tx) => acceptOffer(tx, { offerId: given.offer.id }, { actor: given.freelancer.agent, now }));
  const state = async () => (await db.select().from(roles).where(eq(roles.id, first.roleId)))[0]!.state;
  const second = await givenOffer(db, { people: first.people, roleId: first.roleId, agent: await givenAgent(db), now });
  await accept(first);
  expect(await state()).toBe("open");
  await accept(second);
  expect(await state()).toBe("filled");
});

test("an offer may be answered for a week and not a moment longer", async ({ db }) => {
  const { offer, freelancer } = await givenOffer(db, { now });
  expect(offer.expiresAt).toEqual(addDays(now, 7));
  const accept = (moment: Date) =>
    db.transaction((tx) => acceptOffer(tx, { offerId: offer.id }, { actor: freelancer.agent, now: moment }));
  await expect(accept(offer.expiresAt)).rejects.toMatchObject({ status: 409, key: "hiring:errors.offerExpired" });
  expect(await accept(new Date(offer.expiresAt.getTime() - 1))).toMatchObject({ state: "active" });
});

test("nobody accepts in the agent's place", async ({ db }) => {
  const { offer, people } = await givenOffer(db, { now });
  const { agent: stranger } = await givenAgent(db);
  const accept = (actor: Parameters<typeof acceptOffer>[2]["actor"]) =>
    db.transaction((tx) => acceptOffer(tx, { offerId: offer.id }, { actor, now }));
  await expect(accept(stranger)).rejects.toBeInstanceOf(NotFound);
  await expect(accept(people.owner)).rejects.toBeInstanceOf(Forbidden);
  const [untouched] = await db.select().from(offers).where(eq(offers.id, offer.id));
  expect(untouched!.state).toBe("sent");
});

test.for(["declined", "withdrawn", "expired"] as const)(
  "an offer that was %s cannot be accepted any more",
  async (state, { db }) => {
    const { offer, freelancer } = await givenOffer(db, { now });
    await db.update(offers).set({ state }).where(eq(offers.id, offer.id));
    await expect(
      db.transaction((tx) => acceptOffer(tx, { offerId: offer.id }, { actor: freelancer.agent, now })),
    ).rejects.toBeInstanceOf(Conflict);
  },
);
