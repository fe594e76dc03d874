import { and, asc, eq, gt, inArray, lt } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { termsOfContracts } from "#app/domain/contracts/terms-in-week.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { shifts } from "#db/schema/shifts.ts";
import { plannedIn } from "./fit.server.ts";
import type { Shift } from "./lock-shift.server.ts";
import { recordMoves } from "./record-move.server.ts";
import { minutesOf, overlap, shiftLifecycle } from "./shift.ts";

/**
 * Publishes the drafts of a role's week that have not begun, all or none; from then on they bind, and each agent is told. Drafts whose start has passed stay
 * drafts: nobody is planned after the fact. Twice is once.
 * @returns how many were published; @throws NotFound, Forbidden, Conflict naming an agent who cannot take theirs
 */
export async function publishWeek(
  tx: Tx,
  { businessId, roleId, week }: { businessId: string; roleId: string; week: string },
  context: Context,
): Promise<number> {
  const { actor, now } = context;
  permit(actor, "shifts.manage", { businessId });
  const mine = and(
    eq(shifts.businessId, businessId),
    eq(shifts.roleId, roleId),
    eq(shifts.week, week),
    eq(shifts.state, "draft"),
    gt(shifts.startsAt, now),
  );
  const people = await lockPeople(
    tx,
    await tx.select({ contractId: shifts.contractId, agentId: shifts.agentId }).from(shifts).where(mine),
  );
  const drafts = await tx.select().from(shifts).where(mine).orderBy(asc(shifts.id)).for("update");
  if (drafts.length === 0) return 0;
  await requireAllFit(tx, drafts, people, week);
  await tx
    .update(shifts)
    .set({ state: shiftLifecycle.next("draft", "publish"), publishedAt: now })
    .where(
      inArray(
        shifts.id,
        drafts.map((one) => one.id),
      ),
    );
  await recordMoves(tx, drafts, { move: "published" }, context);
  for (const agentId of new Set(drafts.map((one) => one.agentId!))) {
    const count = drafts.filter((one) => one.agentId === agentId).length;
    await recordEvent(tx, "shifts.published", { businessId, agentId, week, count }, context);
  }
  return drafts.length;
}

/** Contracts, agents after them and drafts last: who takes a shift comes the same way, and nobody waits in a circle. */
async function lockPeople(tx: Tx, drafts: Pick<Shift, "contractId" | "agentId">[]) {
  const contractIds = [...new Set(drafts.map((one) => one.contractId!))];
  const agentIds = [...new Set(drafts.map((one) => one.agentId!))];
  const held = await tx
    .select()
    .from(contracts)
    .where(inArray(contracts.id, contractIds))
    .orderBy(asc(contracts.id))
    .for("key share");
  await tx
    .select({ id: agents.id })
    .from(agents)
    .where(inArray(agents.id, agentIds))
    .orderBy(asc(agents.id))
    .for("no key update");
  return held;
}

/** Meanwhile another business may have published, a limit been lowered, a contract ended. */
async function requireAllFit(tx: Tx, drafts: Shift[], held: (typeof contracts.$inferSelect)[], week: string): Promise<void> {
  const agentIds = [...new Set(drafts.map((one) => one.agentId!))];
  const contractIds = [...new Set(drafts.map((one) => one.contractId!))];
  const people = await tx.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, agentIds));
  const name = (agentId: string) => people.find((one) => one.id === agentId)!.name;
  const ended = held.find((one) => contractIds.includes(one.id) && one.state !== "active");
  if (ended) throw new Conflict("shifts:errors.contractEnded", { agent: name(ended.agentId) });
  const ends = drafts.map((one) => one.endsAt.getTime());
  const published = await tx
    .select()
    .from(shifts)
    .where(
      and(
        inArray(shifts.agentId, agentIds),
        eq(shifts.state, "published"),
        lt(shifts.startsAt, new Date(Math.max(...ends))),
        gt(
          shifts.endsAt,
          drafts.reduce((first, one) => (one.startsAt < first ? one.startsAt : first), drafts[0]!.startsAt),
        ),
      ),
    );
  const clash = drafts.find((draft) => published.some((one) => one.agentId === draft.agentId && overlap(one, draft)));
  if (clash) throw new Conflict("shifts:errors.overlap", { agent: name(clash.agentId!) });
  const terms = await termsOfContracts(tx, contractIds, week);
  for (const contractId of contractIds) {
    const limit = terms.get(contractId)?.weeklyLimitMinutes ?? 0;
    const { agentId } = drafts.find((one) => one.contractId === contractId)!;
    const fresh = drafts.filter((one) => one.contractId === contractId).reduce((sum, one) => sum + minutesOf(one), 0);
    if (fresh + (await plannedIn(tx, { contractId, week, states: ["published"] })) > limit)
      throw new Conflict("shifts:errors.overLimit", { agent: name(agentId!), hours: limit / 60 });
  }
}
