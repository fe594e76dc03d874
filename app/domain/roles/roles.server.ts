import { and, arrayContains, count, desc, eq, ilike, or, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { namedLanguages } from "#app/domain/agents/find-skills.server.ts";
import type { Channel } from "#app/domain/agents/profile.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { keptQuery, type Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { roles } from "#db/schema/roles.ts";
import type { RoleState } from "./role.ts";

const PAGE = 20;

const byId = keptQuery((db) =>
  db
    .select()
    .from(roles)
    .where(eq(roles.id, sql.placeholder("roleId")))
    .prepare("role"),
);

/** @throws NotFound, for members of other businesses too */
export async function roleForBusiness(db: Queryable, roleId: string, actor: Actor) {
  const [role] = await byId(db).execute({ roleId });
  if (!role) throw new NotFound();
  permit(actor, "roles.view", { businessId: role.businessId });
  return named(role);
}
export type Role = Awaited<ReturnType<typeof roleForBusiness>>;

/** Languages that the pages' own table of names does not have, with their names. */
const named = (role: typeof roles.$inferSelect) => ({
  ...role,
  languages: namedLanguages(role.languages),
});

export async function rolesOfBusiness(
  db: Queryable,
  { businessId, q, state, page }: { businessId: string; q?: string; state?: RoleState; page: number },
  actor: Actor,
) {
  permit(actor, "roles.view", { businessId });
  const where = and(
    eq(roles.businessId, businessId),
    q ? ilike(roles.title, `%${escapeLike(q)}%`) : undefined,
    state ? eq(roles.state, state) : undefined,
  );
  const [rows, [total], states] = await Promise.all([
    db
      .select()
      .from(roles)
      .where(where)
      .orderBy(sql`array_position(array['open','draft','paused','filled','closed'], ${roles.state})`, desc(roles.createdAt))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(roles).where(where),
    db.select({ state: roles.state, n: count() }).from(roles).where(eq(roles.businessId, businessId)).groupBy(roles.state),
  ]);
  return {
    rows: rows.map(named),
    total: total!.n,
    pages: Math.max(1, Math.ceil(total!.n / PAGE)),
    states: Object.fromEntries(states.map((one) => [one.state, one.n])) as Partial<Record<RoleState, number>>,
  };
}

/** The open roles of a business, newest first, for its home page. */
export async function openRolesOfBusiness(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "roles.view", { businessId });
  return db
    .select({ id: roles.id, title: roles.title, headcount: roles.headcount, openedAt: roles.openedAt })
    .from(roles)
    .where(and(eq(roles.businessId, businessId), eq(roles.state, "open")))
    .orderBy(desc(roles.openedAt), roles.id)
    .limit(PAGE);
}

const openColumns = { role: roles, businessName: businesses.name };

/** Open roles as agents browse them, newest first. */
export async function openRoles(
  db: Queryable,
  { q, language, channel, page }: { q?: string; language?: string; channel?: Channel; page: number },
) {
  const where = and(
    eq(roles.state, "open"),
    q
      ? or(
          ilike(roles.title, `%${escapeLike(q)}%`),
          ilike(roles.description, `%${escapeLike(q)}%`),
          ilike(businesses.name, `%${escapeLike(q)}%`),
        )
      : undefined,
    channel ? arrayContains(roles.channels, [channel]) : undefined,
    language ? sql`${roles.languages} @> ${JSON.stringify([{ language }])}::jsonb` : undefined,
  );
  const from = db.select(openColumns).from(roles).innerJoin(businesses, eq(businesses.id, roles.businessId)).where(where);
  const [rows, [total]] = await Promise.all([
    from
      .orderBy(desc(roles.openedAt), roles.id)
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(roles).innerJoin(businesses, eq(businesses.id, roles.businessId)).where(where),
  ]);
  return {
    rows: rows.map((row) => ({ ...row, role: named(row.role) })),
    total: total!.n,
    pages: Math.max(1, Math.ceil(total!.n / PAGE)),
  };
}

/** A role as an agent reads it: open ones, and those they are already in talk about. @throws NotFound */
export async function roleForAgent(db: Queryable, roleId: string, { known }: { known: boolean }) {
  const [row] = await db
    .select(openColumns)
    .from(roles)
    .innerJoin(businesses, eq(businesses.id, roles.businessId))
    .where(eq(roles.id, roleId));
  if (!row || (row.role.state !== "open" && !known)) throw new NotFound();
  return { ...row, role: named(row.role) };
}

export function canManage(actor: Actor, businessId: string): boolean {
  return may(actor, "roles.manage", { businessId });
}

export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
