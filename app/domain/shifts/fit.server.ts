import { and, eq, gt, inArray, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { dateIn } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { contractPauses, type contracts } from "#db/schema/contracts.ts";
import { shifts } from "#db/schema/shifts.ts";
import { minutesOf, type Stretch } from "./shift.ts";

export interface Wanted extends Stretch {
  businessId: string;
  roleId: string;
  week: string;
}

/** Minutes a contract is planned for in a week. @param without ids of shifts that do not count */
export async function plannedIn(
  db: Queryable,
  { contractId, week, states }: { contractId: string; week: string; states: ("draft" | "published")[] },
  without: string[] = [],
): Promise<number> {
  const [row] = await db
    .select({ minutes: sql<number>`coalesce(sum(extract(epoch from ${shifts.endsAt} - ${shifts.startsAt}) / 60), 0)::int` })
    .from(shifts)
    .where(
      and(
        eq(shifts.contractId, contractId),
        eq(shifts.week, week),
        inArray(shifts.state, states),
        without.length > 0 ? notInArray(shifts.id, without) : undefined,
      ),
    );
  return row!.minutes;
}

/**
 * Whether a contract's agent can take a shift: the contract is of the shift's role, runs on its days and is not paused, the agent has no
 * other shift then (with any business), and the weekly limit has room for it. The agreed windows do not bind here: a person who takes a
 * shift has said yes to its hours. Locks the agent, so that what is read still holds when it is written; the database's exclusion constraint
 * stands behind it.
 * @param without shifts that the agent hands over in the same moment; @param drafting whether drafts count: they bind other drafts, not people
 * @throws Conflict, naming the agent
 */
export async function requireFit(
  tx: Tx,
  contract: typeof contracts.$inferSelect,
  shift: Wanted,
  { without = [], drafting = false }: { without?: string[]; drafting?: boolean } = {},
): Promise<void> {
  await lockAgent(tx, contract.agentId);
  const [person] = await tx.select({ name: users.name }).from(users).where(eq(users.id, contract.agentId));
  const agent = person!.name;
  if (contract.businessId !== shift.businessId || contract.roleId !== shift.roleId)
    throw new Conflict("shifts:errors.otherRole", { agent });
  if (contract.state !== "active") throw new Conflict("shifts:errors.contractEnded", { agent });
  const day = dateIn(shift.startsAt, contract.timeZone);
  if (day < contract.startsOn || (contract.endsOn && day > contract.endsOn))
    throw new Conflict("shifts:errors.outsideContract", { agent });
  const [pause] = await tx
    .select({ id: contractPauses.id })
    .from(contractPauses)
    .where(and(eq(contractPauses.contractId, contract.id), isNull(contractPauses.resumedAt)));
  if (pause) throw new Conflict("shifts:errors.paused", { agent });
  const binding = drafting
    ? or(eq(shifts.state, "published"), and(eq(shifts.state, "draft"), eq(shifts.businessId, shift.businessId)))
    : eq(shifts.state, "published");
  const [other] = await tx
    .select({ id: shifts.id })
    .from(shifts)
    .where(
      and(
        eq(shifts.agentId, contract.agentId),
        binding,
        lt(shifts.startsAt, shift.endsAt),
        gt(shifts.endsAt, shift.startsAt),
        without.length > 0 ? notInArray(shifts.id, without) : undefined,
      ),
    )
    .limit(1);
  if (other) throw new Conflict("shifts:errors.overlap", { agent });
  const { weeklyLimitMinutes } = await termsInWeek(tx, contract.id, shift.week);
  const planned = await plannedIn(
    tx,
    { contractId: contract.id, week: shift.week, states: drafting ? ["draft", "published"] : ["published"] },
    without,
  );
  if (planned + minutesOf(shift) > weeklyLimitMinutes)
    throw new Conflict("shifts:errors.overLimit", { agent, hours: weeklyLimitMinutes / 60 });
}

/** A person who takes a shift is no longer free for what was only drafted: drafts of the business that lie over it go. */
export async function dropDrafts(
  tx: Tx,
  agentId: string,
  { businessId, startsAt, endsAt }: Omit<Wanted, "roleId" | "week">,
): Promise<void> {
  await tx
    .delete(shifts)
    .where(
      and(
        eq(shifts.agentId, agentId),
        eq(shifts.businessId, businessId),
        eq(shifts.state, "draft"),
        lt(shifts.startsAt, endsAt),
        gt(shifts.endsAt, startsAt),
      ),
    );
}
