import { and, asc, eq } from "drizzle-orm";
import { addShift } from "#app/domain/shifts/add-shift.server.ts";
import { answerSwap } from "#app/domain/shifts/answer-swap.server.ts";
import { offerGaps } from "#app/domain/shifts/offer-gaps.server.ts";
import { offerSwap } from "#app/domain/shifts/offer-swap.server.ts";
import { planWeek } from "#app/domain/shifts/plan-week.server.ts";
import { publishWeek } from "#app/domain/shifts/publish-week.server.ts";
import { releaseShift } from "#app/domain/shifts/release-shift.server.ts";
import { saveShiftSettings } from "#app/domain/shifts/save-shift-settings.server.ts";
import { addMinutes, Temporal } from "#app/kernel/time.ts";
import { shifts } from "#db/schema/shifts.ts";
import type { DemoBusiness, People, PostedRoles } from "./demo-people.ts";
import type { Contract } from "./demo-steps.ts";
import type { DemoWork } from "./demo-work.ts";
import type { World } from "./world.ts";

/** So many weeks back the demo's businesses have planned shifts. */
export const SHIFT_WEEKS = 4;

/** On the Thursday before a week the business publishes it: two stretches a day around a break, about when the demo's people really work. */
export async function publishShifts(
  world: World,
  business: DemoBusiness,
  roleId: string,
  { contract, work, week, days }: { contract: Contract; work: DemoWork; week: string; days: number[] },
): Promise<void> {
  const context = { actor: business.manager, now: world.now() };
  const halfHours = (minutes: number) => Math.round(minutes / 30) * 30;
  const length = halfHours(work.minutes * 0.45);
  const second = Math.ceil((work.minutes * 0.55 + 30) / 30) * 30;
  await world.db.transaction(async (tx) => {
    for (const day of days) {
      const date = Temporal.PlainDate.from(week).add({ days: day });
      const opening = date.toZonedDateTime({
        timeZone: contract.agent.timeZone,
        plainTime: Temporal.PlainTime.from({ hour: work.hour }),
      });
      for (const start of [0, second]) {
        const startsAt = addMinutes(new Date(opening.epochMilliseconds), start);
        await addShift(tx, { contractId: contract.id, startsAt, endsAt: addMinutes(startsAt, length) }, context);
      }
    }
    await publishWeek(tx, { businessId: business.id, roleId, week }, context);
  });
}

/**
 * Next week as it may stand on any day: Lumen has published, one shift is given back and one offered in exchange; at Northwind, where a
 * manager approves swaps, one waits and the rest are drafts; Pica offers what it lacks.
 */
export async function planNextWeek(
  world: World,
  people: People,
  roles: PostedRoles,
  week: string,
  contractOf: (business: DemoWork["business"], country: string) => Contract,
): Promise<void> {
  const of = (business: DemoWork["business"], role: string) => ({
    businessId: people[business].id,
    roleId: roles.get(role)!,
    week,
  });
  const by = (business: DemoWork["business"]) => ({ actor: people[business].manager, now: world.now() });
  const own = (contract: Contract) => ({ actor: contract.actor, now: world.now() });
  const shiftsOf = ({ id }: Contract) =>
    world.db
      .select()
      .from(shifts)
      .where(and(eq(shifts.contractId, id), eq(shifts.week, week), eq(shifts.state, "published")))
      .orderBy(asc(shifts.startsAt));

  const lamps = of("lumen", "French chat support for lamp orders");
  await world.db.transaction((tx) => planWeek(tx, lamps, by("lumen")));
  await world.db.transaction((tx) => publishWeek(tx, lamps, by("lumen")));
  const [marta, french] = [contractOf("lumen", "PT"), contractOf("lumen", "FR")];
  const [givenBack, offered] = await shiftsOf(french);
  const [, , , dentist, wanted] = await shiftsOf(marta);
  // Marta's week is full; without this one she has room for what Camille gives back.
  if (dentist) await world.db.transaction((tx) => releaseShift(tx, { shiftId: dentist.id, reason: "Dentist" }, own(marta)));
  if (givenBack)
    await world.db.transaction((tx) =>
      releaseShift(tx, { shiftId: givenBack.id, reason: "My daughter’s school play" }, own(french)),
    );
  if (offered && wanted)
    await world.db.transaction((tx) =>
      offerSwap(
        tx,
        { shiftId: offered.id, toContractId: marta.id, returnShiftId: wanted.id, note: "Would Friday suit you?" },
        own(french),
      ),
    );

  const gear = of("northwind", "Outdoor gear chat support");
  const [polish, canadian] = [contractOf("northwind", "PL"), contractOf("northwind", "CA")];
  await world.db.transaction((tx) => saveShiftSettings(tx, { ...gear, swapsNeedApproval: true }, by("northwind")));
  const noon = Temporal.PlainDate.from(week)
    .add({ days: 2 })
    .toZonedDateTime({ timeZone: people.northwind.timeZone, plainTime: "10:00" });
  const startsAt = new Date(noon.epochMilliseconds);
  const [fair] = await world.db.transaction((tx) =>
    addShift(tx, { contractId: polish.id, startsAt, endsAt: addMinutes(startsAt, 240), note: "Trade fair" }, by("northwind")),
  );
  await world.db.transaction((tx) => publishWeek(tx, gear, by("northwind")));
  const swap = await world.db.transaction((tx) => offerSwap(tx, { shiftId: fair!.id, toContractId: canadian.id }, own(polish)));
  await world.db.transaction((tx) => answerSwap(tx, { swapId: swap.id, answer: "accept" }, own(canadian)));
  await world.db.transaction((tx) => planWeek(tx, gear, by("northwind")));

  const readers = of("pica", "Reader support by e-mail");
  await world.db.transaction((tx) => planWeek(tx, readers, by("pica")));
  await world.db.transaction((tx) => publishWeek(tx, readers, by("pica")));
  await world.db.transaction((tx) => offerGaps(tx, readers, by("pica")));
}
