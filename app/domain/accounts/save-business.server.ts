import { eq } from "drizzle-orm";
import type { z } from "zod";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import type { saveBusinessInput } from "./account.ts";
import { type Context, permit } from "./permissions.ts";

/** The business's name and time zone. Its country is part of its bills and does not change here. @throws NotFound, Forbidden */
export async function saveBusiness(
  tx: Tx,
  { businessId, name, timeZone }: z.infer<typeof saveBusinessInput> & { businessId: string },
  { actor }: Context,
): Promise<void> {
  permit(actor, "business.manage", { businessId });
  const [saved] = await tx.update(businesses).set({ name, timeZone }).where(eq(businesses.id, businessId)).returning();
  if (!saved) throw new NotFound();
}
