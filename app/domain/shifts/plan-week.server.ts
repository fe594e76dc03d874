import { and, asc, eq, inArray, isNull, notExists } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { termsOfContracts } from "#app/domain/contracts/terms-in-week.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { dateIn, shiftWeek, startOfWeek } from "#app/kernel/time.ts";
import { HALF_HOURS, toUtcHours, withoutHours } from "#app/kernel/week-hours.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { contractPauses, contracts } from "#db/schema/contracts.ts";
import { roles } from "#db/schema/roles.ts";
import { shifts } from "#db/schema/shifts.ts";
import { bitsWhere, halfHourAt, peopleIn, withinDates } from "./coverage.ts";
import { planCoverage } from "./plan-coverage.ts";
import { missingIn, takenBy } from "./role-week.server.ts";
import { minutesOf } from "./shift.ts";

/**
 * Proposes drafts for what a role's week still lacks: out of the agreed windows of its running contracts, within weekly limits, around what
 * the agents have already. Asked again it only fills what is still missing.
 * @returns how many drafts were added; @throws NotFound, Forbidden without "shifts.manage", Conflict when the week is over
 */
export async function planWeek(
  tx: Tx,
  { businessId, roleId, week }: { businessId: string; roleId: string; week: string },
  { actor, now }: Context,
): Promise<number> {
  permit(actor, "shifts.manage", { businessId });
  // Locked, so that two who press the button at once do not plan the same hours twice.
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId)).for("no key update");
  if (role?.businessId !== businessId) throw new NotFound();
  if (startOfWeek(shiftWeek(week, 1)) <= now) throw new Conflict("shifts:errors.weekOver");
  const team = await lockTeam(tx, roleId);
  const taken = await takenBy(
    tx,
    team.map((one) => one.agentId),
    { businessId, week },
  );
  const terms = await termsOfContracts(
    tx,
    team.map((one) => one.id),
    week,
  );
  const people = team.map((contract) => {
    const agreed = withinDates(toUtcHours(contract.windows, contract.timeZone, week), week, contract);
    const own = taken.filter((one) => one.agentId === contract.agentId);
    const planned = own.filter((one) => one.contractId === contract.id).reduce((sum, one) => sum + minutesOf(one), 0);
    return {
      contractId: contract.id,
      available: withoutHours(agreed, bitsWhere(peopleIn(own, week))),
      left: Math.floor(((terms.get(contract.id)?.weeklyLimitMinutes ?? 0) - planned) / 30),
    };
  });
  const days = Array.from({ length: HALF_HOURS }, (_, i) => Date.parse(dateIn(halfHourAt(week, i), role.timeZone)) / 86_400_000);
  const plan = planCoverage(await missingIn(tx, role, week, now), days, people);
  if (plan.length === 0) return 0;
  const agentOf = new Map(team.map((one) => [one.id, one.agentId]));
  await tx.insert(shifts).values(
    plan.map(({ contractId, start, end }) => ({
      id: newId(),
      businessId,
      roleId,
      contractId,
      agentId: agentOf.get(contractId)!,
      week,
      startsAt: halfHourAt(week, start),
      endsAt: halfHourAt(week, end),
      createdBy: actor.userId,
      createdAt: now,
    })),
  );
  return plan.length;
}

/**
 * A role's running contracts that are not paused, each agent once (of two contracts the older), their agents locked. Contracts first and agents after
 * them, as the diary locks them.
 */
async function lockTeam(tx: Tx, roleId: string) {
  const paused = tx
    .select({ id: contractPauses.id })
    .from(contractPauses)
    .where(and(eq(contractPauses.contractId, contracts.id), isNull(contractPauses.resumedAt)));
  const running = await tx
    .select()
    .from(contracts)
    .where(and(eq(contracts.roleId, roleId), eq(contracts.state, "active"), notExists(paused)))
    .orderBy(asc(contracts.id))
    .for("key share");
  const team = running.filter((one, i) => running.findIndex((other) => other.agentId === one.agentId) === i);
  if (team.length > 0) {
    const ids = team.map((one) => one.agentId);
    await tx.select({ id: agents.id }).from(agents).where(inArray(agents.id, ids)).orderBy(asc(agents.id)).for("no key update");
  }
  return team;
}
