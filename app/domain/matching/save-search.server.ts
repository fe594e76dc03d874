import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { savedSearches, searchFinds } from "#db/schema/matching.ts";
import { foundBySearch } from "./found-by-search.server.ts";
import { MOST_SEARCHES, MOST_WATCHED } from "./saved-search.ts";

/**
 * Keeps a search for its business: words and filters under a name, or a role's list under the role's title. Whom it finds now is nobody new. A role is kept once.
 * @throws Forbidden without "roles.manage", NotFound for another business's role, Invalid("name") when it is taken, or the search finds too many; Conflict for more
 * than 20
 */
export async function saveSearch(
  tx: Tx,
  {
    businessId,
    id = newId(),
    ...asked
  }: { businessId: string; id?: string } & ({ name: string; query: string } | { roleId: string }),
  { actor, now }: Context,
): Promise<{ id: string }> {
  permit(actor, "roles.manage", { businessId });
  await tx.select({ id: businesses.id }).from(businesses).where(eq(businesses.id, businessId)).for("update");
  const kept = await tx.select().from(savedSearches).where(eq(savedSearches.businessId, businessId));
  const role = "roleId" in asked ? await roleForBusiness(tx, asked.roleId, actor) : null;
  const same = kept.find((one) => one.id === id || (role && one.roleId === role.id));
  if (same) return { id: same.id };
  if (kept.length >= MOST_SEARCHES) throw new Conflict("matching:errors.tooManySearches", { most: MOST_SEARCHES });
  const taken = (name: string) => kept.some((one) => one.name === name);
  if ("name" in asked && taken(asked.name)) throw new Invalid("name", "matching:errors.searchNameTaken");
  const what = "name" in asked ? { query: asked.query, roleId: null } : { query: null, roleId: role!.id };
  const found = await foundBySearch(tx, { id, ...what }, now);
  if (found.length > MOST_WATCHED) throw new Invalid("name", "matching:errors.searchTooWide", { most: MOST_WATCHED });
  const title = role && (taken(role.title) ? `${role.title} ${role.id.slice(-4)}` : role.title);
  await tx.insert(savedSearches).values({
    id,
    businessId,
    name: "name" in asked ? asked.name : title!,
    ...what,
    createdBy: actor.userId!,
    createdAt: now,
    lookedAt: now,
  });
  if (found.length > 0)
    await tx.insert(searchFinds).values(found.map((agentId) => ({ searchId: id, agentId, foundAt: now, isNew: false })));
  return { id };
}
