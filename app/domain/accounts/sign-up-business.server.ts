import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses, members } from "#db/schema/accounts.ts";
import { createUser, type NewUser, type User } from "./create-user.server.ts";

export type Business = typeof businesses.$inferSelect;

/** A new business with its first owner. @throws Invalid("email") when the address is taken */
export async function signUpBusiness(
  tx: Tx,
  input: Omit<NewUser, "kind"> & { businessName: string; country: string },
  { now }: { now: Date },
): Promise<{ user: User; business: Business }> {
  const { businessName, country, ...person } = input;
  const user = await createUser(tx, { ...person, kind: "member" }, { now });
  const [business] = await tx
    .insert(businesses)
    .values({ id: newId(), name: businessName, country, timeZone: input.timeZone, createdAt: now })
    .returning();
  await tx.insert(members).values({ businessId: business!.id, userId: user.id, role: "owner", joinedAt: now });
  return { user, business: business! };
}
