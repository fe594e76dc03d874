import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { savedSearches } from "#db/schema/matching.ts";
import { searchName } from "./saved-search.ts";

export const changeSearchInput = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("rename"), searchId: z.uuid(), name: searchName }),
  z.object({ intent: z.enum(["pause", "resume", "delete"]), searchId: z.uuid() }),
]);

/**
 * Renames a saved search, pauses it, goes on with it, or forgets it with whom it found. Twice is once.
 * @throws NotFound, also for another business's, Forbidden without "roles.manage", Invalid("name") when it is taken
 */
export async function changeSearch(tx: Tx, input: z.output<typeof changeSearchInput>, { actor }: Context): Promise<void> {
  const [search] = await tx.select().from(savedSearches).where(eq(savedSearches.id, input.searchId)).for("update");
  if (!search) {
    if (input.intent === "delete") return;
    throw new NotFound();
  }
  permit(actor, "roles.manage", search);
  const mine = eq(savedSearches.id, search.id);
  if (input.intent === "delete") {
    await tx.delete(savedSearches).where(mine);
    return;
  }
  if (input.intent !== "rename") {
    await tx
      .update(savedSearches)
      .set({ state: input.intent === "pause" ? "paused" : "watching" })
      .where(mine);
    return;
  }
  const other = and(
    eq(savedSearches.businessId, search.businessId),
    eq(savedSearches.name, input.name),
    ne(savedSearches.id, search.id),
  );
  if ((await tx.$count(savedSearches, other)) > 0) throw new Invalid("name", "matching:errors.searchNameTaken");
  await tx.update(savedSearches).set({ name: input.name }).where(mine);
}
