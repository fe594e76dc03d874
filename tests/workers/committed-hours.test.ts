import { eq } from "drizzle-orm";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { saveProfileInput } from "#app/domain/agents/profile.ts";
import { saveProfile } from "#app/domain/agents/save-profile.server.ts";
import { acceptOffer } from "#app/domain/contracts/accept-offer.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { changeApplication } from "#app/domain/hiring/change-application.server.ts";
import { declineOffer } from "#app/domain/hiring/decline-offer.server.ts";
import { countHalfHours, noHours } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { matchProfiles } from "#db/schema/matching.ts";
import { givenAgent, hours, profileForm, weekdays } from "#tests/factories/agents.ts";
import { givenOffer } from "#tests/factories/hiring.ts";
import { runAt, settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { rebuildMatchProfiles } from "#workers/jobs/rebuild-match-profiles.ts";

const now = at("2026-02-24T10:00Z");
const mornings = { windows: hours(weekdays, 9, 13), timeZone: "Europe/Lisbon", now };

/** What the agent has promised, and how many hours of the week others are shown. */
async function standing(db: Db, agentId: string) {
  const { committed } = await agentProfile(db, agentId);
  const [row] = await db.select().from(matchProfiles).where(eq(matchProfiles.agentId, agentId));
  return { committed, shown: countHalfHours(row!.avail) / 2 };
}

test("hours of an open offer are taken out of what others are shown, and come back when it is declined", async ({ db }) => {
  const { offer, freelancer } = await givenOffer(db, mornings);
  await settleAt(db, now);
  expect(await standing(db, freelancer.agentId)).toEqual({ committed: mornings.windows, shown: 20 });
  await db.transaction((tx) => declineOffer(tx, { offerId: offer.id }, { actor: freelancer.agent, now }));
  await settleAt(db, now);
  expect(await standing(db, freelancer.agentId)).toEqual({ committed: noHours, shown: 40 });
});

test("they come back too when the application ends with its offer", async ({ db }) => {
  const { application, people, freelancer } = await givenOffer(db, mornings);
  await settleAt(db, now);
  await db.transaction((tx) =>
    changeApplication(tx, { applicationId: application.id, change: "decline" }, { actor: people.manager, now }),
  );
  await settleAt(db, now);
  expect((await standing(db, freelancer.agentId)).shown).toBe(40);
});

test("a contract keeps them until it ends; a second promise adds its own", async ({ db }) => {
  const freelancer = await givenAgent(db);
  const first = await givenOffer(db, { ...mornings, agent: freelancer });
  const contract = await db.transaction((tx) => acceptOffer(tx, { offerId: first.offer.id }, { actor: freelancer.agent, now }));
  await givenOffer(db, { ...mornings, agent: freelancer, windows: hours([0], 13, 15) });
  await settleAt(db, now);
  expect((await standing(db, freelancer.agentId)).shown).toBe(18);
  await db.transaction((tx) =>
    endContract(tx, { contractId: contract.id, reason: "Season over" }, { actor: first.people.manager, now }),
  );
  await settleAt(db, now);
  expect((await standing(db, freelancer.agentId)).shown).toBe(38);
});

test("promised hours move with the clocks of both zones, from the Monday after the change on", async ({ db }) => {
  // Nine to five in New York, promised by somebody in Lisbon who is free from 13:00 to 23:00.
  const freelancer = await givenAgent(db, { availability: hours(weekdays, 13, 23) });
  await givenOffer(db, { now, agent: freelancer, windows: hours(weekdays, 9, 17), timeZone: "America/New_York" });
  await settleAt(db, now);
  expect((await standing(db, freelancer.agentId)).committed).toBe(hours(weekdays, 14, 22));
  // New York has changed on Sunday 8 March.
  await runAt(db, at("2026-03-09T00:00Z"), rebuildMatchProfiles);
  expect(await standing(db, freelancer.agentId)).toEqual({ committed: hours(weekdays, 13, 21), shown: 10 });
  // Lisbon has followed on the 29th.
  await runAt(db, at("2026-03-30T00:00Z"), rebuildMatchProfiles);
  expect((await standing(db, freelancer.agentId)).committed).toBe(hours(weekdays, 14, 22));
});

test("an agent who moves to another zone takes the promise along", async ({ db }) => {
  const { freelancer } = await givenOffer(db, mornings);
  await settleAt(db, now);
  await db.transaction(async (tx) => {
    const form = saveProfileInput.parse(profileForm({ country: "IN", timeZone: "Asia/Kolkata" }));
    await saveProfile(tx, { ...form, agentId: freelancer.agentId }, { actor: freelancer.agent, now });
  });
  await settleAt(db, now);
  expect((await standing(db, freelancer.agentId)).committed).toBe(hours(weekdays, 14.5, 18.5));
});
