import { desc, eq } from "drizzle-orm";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { paidSegments } from "#app/domain/disputes/open-dispute.server.ts";
import { askAboutWeek } from "#app/domain/timesheets/ask-about-week.server.ts";
import { proposeTakeOut } from "#app/domain/timesheets/propose-week-change.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { DemoBusiness } from "./demo-people.ts";
import type { Contract } from "./demo-steps.ts";
import type { World } from "./world.ts";

/** Fifty minutes of a Sunday evening that were kept on a laptop without a connection and arrive after the close. @param from UTC */
export async function sendLate(world: World, contract: Contract, from: Date): Promise<void> {
  const segments = splitIntoSegments(from, addMinutes(from, 50)).map((piece) => ({
    ...piece,
    id: newId(),
    kind: "tracked" as const,
    memo: "Answers written on the train, without a connection",
    activeMinutes: Math.max(1, piece.minutes - 2),
  }));
  await world.db.transaction((tx) =>
    recordSegments(
      tx,
      { contractId: contract.id, segments, source: "web", device: "Laptop" },
      { actor: contract.actor, now: world.now() },
    ),
  );
  await world.settle();
}

async function newestWeek(world: World, contract: Contract) {
  const [week] = await world.db
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(eq(timesheets.contractId, contract.id))
    .orderBy(desc(timesheets.week), timesheets.part)
    .limit(1);
  if (!week) throw new Error("the demo has no closed week to talk about");
  return { timesheetId: week.id, ids: (await paidSegments(world.db, week.id)).map((one) => one.id) };
}

/** The business asks about an hour of the newest closed week; the agent has not answered yet. */
export async function askAboutAnHour(world: World, business: DemoBusiness, contract: Contract): Promise<void> {
  const { timesheetId, ids } = await newestWeek(world, contract);
  const words = "Which customers was this hour about? Our queue looked quiet then, and we would like to learn from it.";
  await world.db.transaction((tx) =>
    askAboutWeek(
      tx,
      { questionId: newId(), timesheetId, segmentIds: ids.slice(6, 12), words },
      { actor: business.manager, now: world.now() },
    ),
  );
  await world.settle();
}

/** The agent noticed a long lunch in a closed week and proposes to take it out. */
export async function proposeLunch(world: World, contract: Contract): Promise<void> {
  const { timesheetId, ids } = await newestWeek(world, contract);
  const reason = "My lunch was longer than I had thought: please take these twenty minutes out.";
  await world.db.transaction((tx) =>
    proposeTakeOut(
      tx,
      { weekChangeId: newId(), timesheetId, segmentIds: ids.slice(20, 22), reason },
      { actor: contract.actor, now: world.now() },
    ),
  );
  await world.settle();
}
