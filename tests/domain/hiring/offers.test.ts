import { eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { closeOffer } from "#app/domain/hiring/close-offer.server.ts";
import { declineOffer } from "#app/domain/hiring/decline-offer.server.ts";
import { expireDueOffers } from "#app/domain/hiring/expire-offers.server.ts";
import { offerForm, offerLifecycle } from "#app/domain/hiring/offer.ts";
import { type SendOffer, sendOffer } from "#app/domain/hiring/send-offer.server.ts";
import { withdrawOffer } from "#app/domain/hiring/withdraw-offer.server.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import { NO_BOX } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { applications, offers } from "#db/schema/hiring.ts";
import { events } from "#db/schema/kernel.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenApplication, givenOffer } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");
type Given = Awaited<ReturnType<typeof givenApplication>>;

function send(
  db: Db,
  { application, people }: Pick<Given, "application" | "people">,
  wish: Partial<SendOffer> = {},
  actor: Actor = people.manager,
) {
  const terms: SendOffer = {
    applicationId: application.id,
    hourlyRate: money(1_350n, "USD"),
    weeklyLimitMinutes: 1_200,
    windows: hours(weekdays, 9, 13),
    timeZone: "Europe/Lisbon",
    manualTimeAllowed: false,
    startsOn: "2026-06-08",
    message: "",
    ...wish,
  };
  return db.transaction((tx) => sendOffer(tx, terms, { actor, now }));
}
const decline = (db: Db, offerId: string, actor: Actor) => db.transaction((tx) => declineOffer(tx, { offerId }, { actor, now }));
const withdraw = (db: Db, offerId: string, actor: Actor) =>
  db.transaction((tx) => withdrawOffer(tx, { offerId }, { actor, now }));
async function statesOf(db: Db, offerId: string) {
  const [row] = await db
    .select({ offer: offers.state, application: applications.state })
    .from(offers)
    .innerJoin(applications, eq(applications.id, offers.applicationId))
    .where(eq(offers.id, offerId));
  return row;
}

test("an offer carries the role's title and level, its agreed hours, and waits a week", async ({ db }) => {
  const given = await givenApplication(db, { now });
  const offer = await send(db, given, { endsOn: "2026-12-31", message: "As talked." });
  expect(offer).toMatchObject({
    state: "sent",
    title: "Chat support",
    tier: "L1",
    hourlyRate: 1_350n,
    currency: "USD",
    weeklyLimitMinutes: 1_200,
    windows: hours(weekdays, 9, 13),
    startsOn: "2026-06-08",
    endsOn: "2026-12-31",
    sentBy: given.people.manager.userId,
    expiresAt: addDays(now, 7),
  });
  expect((await statesOf(db, offer.id))?.application).toBe("offered");
});

test("a double click sends one offer", async ({ db }) => {
  const given = await givenApplication(db, { now });
  const sent = await Promise.allSettled([send(db, given), send(db, given)]);
  expect(sent.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await db.select().from(offers).where(eq(offers.applicationId, given.application.id))).toHaveLength(1);
});

test("an offer in another currency than the role's, or that starts yesterday on its own clock, is refused by name", async ({
  db,
}) => {
  const given = await givenApplication(db, { now });
  const refusals: [Partial<SendOffer>, string][] = [
    [{ hourlyRate: money(1_350n, "EUR") }, "hourlyRate"],
    [{ startsOn: "2026-06-01" }, "startsOn"],
    // 10:00 UTC on 2 June is already 3 June on Kiritimati.
    [{ startsOn: "2026-06-02", timeZone: "Pacific/Kiritimati" }, "startsOn"],
  ];
  for (const [wish, field] of refusals) {
    const refusal = await send(db, given, wish).catch((error) => error);
    expect(refusal).toBeInstanceOf(Invalid);
    expect(refusal).toMatchObject({ field });
  }
  expect(await send(db, given, { startsOn: "2026-06-02" })).toMatchObject({ state: "sent" });
});

test("a paused role makes no offers", async ({ db }) => {
  const given = await givenApplication(db, { now });
  await db.transaction((tx) =>
    changeRoleState(tx, { roleId: given.roleId, action: "pause" }, { actor: given.people.manager, now }),
  );
  await expect(send(db, given)).rejects.toMatchObject({ key: "hiring:errors.roleNotOpen" });
});

test("who may not hire makes no offer and takes none back", async ({ db }) => {
  const other = await givenOtherBusiness(db);
  const given = await givenApplication(db, { now });
  const { people, freelancer } = given;
  for (const actor of [people.viewer, people.finance, freelancer.agent])
    await expect(send(db, given, {}, actor)).rejects.toBeInstanceOf(Forbidden);
  await expect(send(db, given, {}, other.owner)).rejects.toBeInstanceOf(NotFound);
  const offer = await send(db, given);
  for (const actor of [people.viewer, freelancer.agent])
    await expect(withdraw(db, offer.id, actor)).rejects.toBeInstanceOf(Forbidden);
  await expect(withdraw(db, offer.id, other.owner)).rejects.toBeInstanceOf(NotFound);
  await expect(decline(db, offer.id, people.owner)).rejects.toBeInstanceOf(Forbidden);
  await expect(decline(db, offer.id, (await givenAgent(db)).agent)).rejects.toBeInstanceOf(NotFound);
  expect(await statesOf(db, offer.id)).toEqual({ offer: "sent", application: "offered" });
});

test("a declined offer, twice declined too, leaves the talk open for a better one", async ({ db }) => {
  const given = await givenOffer(db, { now });
  await decline(db, given.offer.id, given.freelancer.agent);
  await decline(db, given.offer.id, given.freelancer.agent);
  expect(await statesOf(db, given.offer.id)).toEqual({ offer: "declined", application: "shortlisted" });
  const told = await db.select().from(events).where(eq(events.name, "offer.answered"));
  expect(told.filter((event) => (event.payload as { offerId: string }).offerId === given.offer.id)).toHaveLength(1);
  expect(await send(db, given, { hourlyRate: money(1_500n, "USD") })).toMatchObject({ state: "sent", hourlyRate: 1_500n });
});

test("a withdrawn offer, twice withdrawn too, cannot be declined any more", async ({ db }) => {
  const { offer, people, freelancer } = await givenOffer(db, { now });
  await withdraw(db, offer.id, people.manager);
  await withdraw(db, offer.id, people.owner);
  expect(await statesOf(db, offer.id)).toEqual({ offer: "withdrawn", application: "shortlisted" });
  await expect(decline(db, offer.id, freelancer.agent)).rejects.toBeInstanceOf(Conflict);
});

test("offers end by themselves after a week, not a moment before, and once", async ({ db }) => {
  const { offer, people } = await givenOffer(db, { now });
  const expire = (moment: Date, actor: Actor = system) => db.transaction((tx) => expireDueOffers(tx, { actor, now: moment }));
  await expire(new Date(offer.expiresAt.getTime() - 1));
  expect(await statesOf(db, offer.id)).toEqual({ offer: "sent", application: "offered" });
  expect(await expire(offer.expiresAt)).toBeGreaterThan(0);
  expect(await expire(offer.expiresAt)).toBe(0);
  expect(await statesOf(db, offer.id)).toEqual({ offer: "expired", application: "shortlisted" });
  await expect(expire(now, people.owner)).rejects.toBeInstanceOf(Forbidden);
});

const over = offerLifecycle.states.filter((state) => state !== "sent");
test.for(
  over.flatMap((state) => (["accept", "decline", "withdraw", "expire"] as const).map((action) => [state, action] as const)),
)("an offer that is %s refuses to %s", async ([state, action], { db }) => {
  const { offer } = await givenOffer(db, { now });
  await expect(
    db.transaction((tx) => closeOffer(tx, { ...offer, state }, action, { actor: system, now })),
  ).rejects.toBeInstanceOf(Conflict);
});

const typed = {
  hourlyRate: "13.50",
  weeklyLimitMinutes: "1200",
  windows: hours(weekdays, 9, 13),
  timeZone: "Europe/Lisbon",
  startsOn: "2026-06-08",
  endsOn: "",
};
test("a whole offer is read as typed, with a comma for the cents too", () => {
  expect(offerForm("EUR").parse({ ...typed, hourlyRate: "13,50" })).toMatchObject({
    hourlyRate: { minor: 1_350n, currency: "EUR" },
    weeklyLimitMinutes: 1_200,
    manualTimeAllowed: false,
    endsOn: undefined,
  });
});

test.for([
  ["hourlyRate", "0.99", "errors:amountOutOfBounds"],
  ["hourlyRate", "500.01", "errors:amountOutOfBounds"],
  ["hourlyRate", "13.505", "errors:amountMalformed"],
  ["hourlyRate", "-5", "errors:amountMalformed"],
  ["hourlyRate", "ten", "errors:amountMalformed"],
  ["weeklyLimitMinutes", "59", null],
  ["weeklyLimitMinutes", "10081", null],
  ["windows", NO_BOX, "hiring:errors.noHours"],
  ["windows", "1010", "errors:weekHoursMalformed"],
  ["timeZone", "Europe/Atlantis", "errors:timeZoneUnknown"],
  ["startsOn", "2026-02-30", "errors:zod.invalid_format.date"],
  ["startsOn", "0000-01-01", "errors:zod.invalid_format.date"],
  ["endsOn", "2026-06-07", "roles:errors.endsBeforeStart"],
] as const)("an offer with %s = %s is refused by that field", ([field, value, message]) => {
  const { error } = offerForm("USD").safeParse({ ...typed, [field]: value });
  expect(error!.issues.map((issue) => issue.path[0])).toEqual([field]);
  if (message) expect(error!.issues[0]!.message).toBe(message);
});
