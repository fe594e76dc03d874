import { and, count, desc, eq, ilike, inArray, or } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { escapeLike } from "#app/domain/roles/roles.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { applications, offers } from "#db/schema/hiring.ts";
import { roles } from "#db/schema/roles.ts";
import { type ApplicationState, type View, views } from "./application.ts";

const PAGE = 25;
const columns = {
  application: applications,
  role: roles,
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
  { roleId, q, view, page }: { roleId?: string; q?: string; view: View; page: number },
  actor: Actor,
) {
  permit(actor, "hiring.view", side);
  const text = q ? `%${escapeLike(q)}%` : null;
  const found = and(
    "businessId" in side ? eq(applications.businessId, side.businessId) : eq(applications.agentId, side.agentId),
    roleId ? eq(applications.roleId, roleId) : undefined,
    text ? or(ilike(roles.title, text), ilike("businessId" in side ? users.name : businesses.name, text)) : undefined,
  );
  const [rows, tallies] = await Promise.all([
    joined(db)
      .where(and(found, inArray(applications.state, views[view])))
      .orderBy(desc(applications.changedAt), applications.id)
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db
      .select({ state: applications.state, n: count() })
      .from(applications)
      .innerJoin(roles, eq(roles.id, applications.roleId))
      .innerJoin(businesses, eq(businesses.id, applications.businessId))
      .innerJoin(users, eq(users.id, applications.agentId))
      .where(found)
      .groupBy(applications.state),
  ]);
  const totalOf = (states: readonly ApplicationState[]) =>
    tallies.reduce((sum, one) => sum + (states.includes(one.state) ? one.n : 0), 0);
  const counts = { open: totalOf(views.open), hired: totalOf(views.hired), over: totalOf(views.over) };
  return {
    rows: rows.map(({ role, ...row }) => ({ ...row, roleTitle: role.title })),
    counts,
    pages: Math.max(1, Math.ceil(counts[view] / PAGE)),
  };
}

/** How many agents a business is in talk with or has hired, by role. */
export async function talksByRole(db: Queryable, roleIds: string[]): Promise<Map<string, number>> {
  if (roleIds.length === 0) return new Map();
  const rows = await db
    .select({ roleId: applications.roleId, n: count() })
    .from(applications)
    .where(and(inArray(applications.roleId, roleIds), inArray(applications.state, views.open)))
    .groupBy(applications.roleId);
  return new Map(rows.map((row) => [row.roleId, row.n]));
}

/** What a conversation is about. */
export async function applicationOfConversation(db: Queryable, conversationId: string) {
  const [row] = await db
    .select({ id: applications.id, state: applications.state, roleTitle: roles.title })
    .from(applications)
    .innerJoin(roles, eq(roles.id, applications.roleId))
    .where(eq(applications.conversationId, conversationId));
  return row ?? null;
}

/** One application with its role and all its offers, newest first. @throws NotFound for strangers */
export async function applicationPage(db: Queryable, applicationId: string, actor: Actor) {
  const [row] = await joined(db).where(eq(applications.id, applicationId));
  if (!row) throw new NotFound();
  permit(actor, "hiring.view", row.application);
  const made = await db.select().from(offers).where(eq(offers.applicationId, applicationId)).orderBy(desc(offers.sentAt));
  return { ...row, offers: made };
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
