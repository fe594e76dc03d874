import { and, count, desc, eq, inArray } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { applications, offers } from "#db/schema/hiring.ts";
import { roles } from "#db/schema/roles.ts";
import type { ApplicationState } from "./application.ts";

const PAGE = 25;
const columns = {
  application: applications,
  roleTitle: roles.title,
  roleState: roles.state,
  businessName: businesses.name,
  agentName: users.name,
  ratingMilli: agents.ratingMilli,
  ratingCount: agents.ratingCount,
};

function joined(db: Queryable) {
  return db
    .select(columns)
    .from(applications)
    .innerJoin(roles, eq(roles.id, applications.roleId))
    .innerJoin(businesses, eq(businesses.id, applications.businessId))
    .innerJoin(users, eq(users.id, applications.agentId))
    .innerJoin(agents, eq(agents.id, applications.agentId));
}

export async function applicationsOf(
  db: Queryable,
  side: { businessId: string } | { agentId: string },
  { roleId, states, page }: { roleId?: string; states?: ApplicationState[]; page: number },
  actor: Actor,
) {
  permit(actor, "hiring.view", side);
  const where = and(
    "businessId" in side ? eq(applications.businessId, side.businessId) : eq(applications.agentId, side.agentId),
    roleId ? eq(applications.roleId, roleId) : undefined,
    states ? inArray(applications.state, states) : undefined,
  );
  const [rows, [total]] = await Promise.all([
    joined(db)
      .where(where)
      .orderBy(desc(applications.changedAt))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(applications).where(where),
  ]);
  return { rows, total: total!.n, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}

/** One application with its role and all its offers, newest first. @throws NotFound for strangers */
export async function applicationPage(db: Queryable, applicationId: string, actor: Actor) {
  const [row] = await joined(db).where(eq(applications.id, applicationId));
  if (!row) throw new NotFound();
  permit(actor, "hiring.view", row.application);
  const [role] = await db.select().from(roles).where(eq(roles.id, row.application.roleId));
  const made = await db.select().from(offers).where(eq(offers.applicationId, applicationId)).orderBy(desc(offers.sentAt));
  return { ...row, role: role!, offers: made };
}

/** @throws NotFound for strangers */
export async function offerPage(db: Queryable, offerId: string, actor: Actor) {
  const [row] = await db
    .select({ offer: offers, businessName: businesses.name, agentName: users.name })
    .from(offers)
    .innerJoin(businesses, eq(businesses.id, offers.businessId))
    .innerJoin(users, eq(users.id, offers.agentId))
    .where(eq(offers.id, offerId));
  if (!row) throw new NotFound();
  permit(actor, "hiring.view", row.offer);
  return row;
}

/** The agent's application to a role, if any. */
export async function ownApplication(db: Queryable, roleId: string, agentId: string) {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(eq(applications.roleId, roleId), eq(applications.agentId, agentId)));
  return row ?? null;
}

/** Which of these agents are already in talk about a role. */
export async function inTalkAbout(db: Queryable, roleId: string): Promise<Map<string, { id: string; state: ApplicationState }>> {
  const rows = await db
    .select({ id: applications.id, agentId: applications.agentId, state: applications.state })
    .from(applications)
    .where(eq(applications.roleId, roleId));
  return new Map(rows.map((row) => [row.agentId, row]));
}
