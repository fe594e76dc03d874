import { eq } from "drizzle-orm";
import { type Actor, type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { pausesOf } from "#app/domain/contracts/pause-contracts.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes, dateIn } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { trackerSessions } from "#db/schema/diary.ts";
import { type Recorded, recordSegments } from "./record-segments.server.ts";
import type { trackerModes } from "./segment.ts";
import { splitIntoSegments } from "./slots.ts";
import type { Running } from "./tracker-state.ts";
import { OTHER_SESSION } from "./tracker-told.ts";

type Mode = (typeof trackerModes)[number];

/** A tracker that nobody saw for so long was forgotten: only this much counts. */
export const FORGOTTEN_AFTER_MINUTES = 12 * 60;

/** What runs on an agent's trackers, null when nothing does. */
export async function trackerSession(db: Queryable, agentId: string, actor: Actor): Promise<Running | null> {
  permit(actor, "diary.record", { agentId });
  const [session] = await db.select(sessionColumns).from(trackerSessions).where(eq(trackerSessions.agentId, agentId));
  return session ?? null;
}

const sessionColumns = {
  contractId: trackerSessions.contractId,
  mode: trackerSessions.mode,
  memo: trackerSessions.memo,
  startedAt: trackerSessions.startedAt,
  recordedUntil: trackerSessions.recordedUntil,
  lastSeenAt: trackerSessions.lastSeenAt,
};

/** A device that believes another session to run than the one that does learns so. @throws Conflict */
function mustBe(meant: Date | null | undefined, found: { startedAt: Date } | undefined): void {
  if (meant !== undefined && meant?.getTime() !== found?.startedAt.getTime()) throw new Conflict(OTHER_SESSION);
}

/**
 * Starts the tracker on a contract, or goes on in another mode, memo or contract: what ran until now is recorded first, and the minute that
 * has begun belongs to the new work.
 * @param session begin of the session that the device believes to run; left out by forms, which take what they find
 * @throws NotFound, Forbidden, Conflict when the contract is not running or is paused
 */
export async function startTracker(
  tx: Tx,
  { until, session, ...input }: { contractId: string; mode: Mode; memo: string; until?: Date; session?: Date | null },
  context: Context,
): Promise<Recorded | null> {
  const { actor, now } = context;
  const contract = await lockContract(tx, input.contractId);
  permit(actor, "diary.record", contract);
  if (contract.state !== "active") throw new Conflict("diary:errors.contractEnded");
  if (dateIn(now, contract.timeZone) < contract.startsOn)
    throw new Conflict("diary:errors.notStarted", { date: contract.startsOn });
  if ((await pausesOf(tx, contract.id)).some((one) => one.resumedAt === null)) throw new Conflict("diary:errors.paused");
  const before = await sessionFor(tx, contract.agentId);
  mustBe(session, before);
  const recorded = before ? await endSession(tx, before, until ?? now, context) : null;
  const begin = new Date((before ? Math.floor : Math.ceil)(now.getTime() / 60_000) * 60_000);
  await tx
    .insert(trackerSessions)
    .values({ agentId: contract.agentId, ...input, startedAt: begin, recordedUntil: begin, lastSeenAt: now });
  await notifyLive(tx, "diary", contract.id);
  return recorded;
}

/**
 * Stops the tracker and records what is not recorded yet. Stopping a stopped one changes nothing.
 * @param until nothing after this instant; a browser that has cut its own segments says so
 * @param session begin of the session that is meant; any when left out
 * @throws Forbidden for anybody but an agent; Conflict when another session runs than the one that is meant
 */
export async function stopTracker(
  tx: Tx,
  { until, session }: { until?: Date; session?: Date },
  context: Context,
): Promise<Recorded | null> {
  const { actor, now } = context;
  if (actor.kind !== "agent") throw new Forbidden();
  const found = await sessionFor(tx, actor.userId);
  if (!found) return null;
  mustBe(session, found);
  return endSession(tx, found, until ?? now, context);
}

async function sessionFor(tx: Tx, agentId: string) {
  const [session] = await tx.select().from(trackerSessions).where(eq(trackerSessions.agentId, agentId)).for("update");
  return session;
}

/**
 * A contract has ended or is paused: a tracker that still runs on it stops, and what it ran until then is recorded. Twice is once.
 * @throws Forbidden for people
 */
export async function stopTrackerOfEnded(tx: Tx, { contractId }: { contractId: string }, context: Context): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  const { endedAt } = await lockContract(tx, contractId);
  const [session] = await tx.select().from(trackerSessions).where(eq(trackerSessions.contractId, contractId)).for("update");
  const paused = (await pausesOf(tx, contractId)).find((one) => one.resumedAt === null);
  const until = [endedAt, paused?.pausedAt ?? null].filter((one) => one !== null).sort((a, b) => a.getTime() - b.getTime())[0];
  if (session && until) await endSession(tx, session, until, context);
}

async function endSession(
  tx: Tx,
  session: typeof trackerSessions.$inferSelect,
  until: Date,
  context: Context,
): Promise<Recorded | null> {
  const { agentId, contractId, lastSeenAt, recordedUntil, mode, memo } = session;
  const ends = [context.now, addMinutes(lastSeenAt, FORGOTTEN_AFTER_MINUTES), until];
  const pieces = splitIntoSegments(recordedUntil, new Date(Math.min(...ends.map((end) => end.getTime()))));
  const batch = pieces.map((piece) => ({ ...piece, id: newId(), kind: mode, memo, activeMinutes: 0 }));
  const recorded =
    batch.length > 0 ? await recordSegments(tx, { contractId, segments: batch, source: "web", device: "server" }, context) : null;
  await tx.delete(trackerSessions).where(eq(trackerSessions.agentId, agentId));
  await notifyLive(tx, "diary", contractId);
  return recorded;
}

/** What the agent does now changes: memo only. @throws NotFound when no tracker runs */
export async function describeWork(
  tx: Tx,
  { memo, session }: { memo: string; session?: Date },
  { actor, now }: Context,
): Promise<void> {
  if (actor.kind !== "agent") throw new Forbidden();
  if (session) mustBe(session, await sessionFor(tx, actor.userId));
  const [described] = await tx
    .update(trackerSessions)
    .set({ memo, lastSeenAt: now })
    .where(eq(trackerSessions.agentId, actor.userId))
    .returning();
  if (!described) throw new NotFound();
  await notifyLive(tx, "diary", described.contractId);
}
