import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses, members } from "#db/schema/accounts.ts";
import { createUser, type NewUser } from "./create-user.server.ts";

type NewBusiness = Omit<NewUser, "kind"> & { businessName: string; country: string };

/** A business and its first member, who owns it. @throws Invalid("email") when the address is taken */
export async function signUpBusiness(tx: Tx, { businessName, country, ...person }: NewBusiness, { now }: { now: Date }) {
  const user = await createUser(tx, { ...person, kind: "member" }, { now });
  const [business] = await tx
    .insert(businesses)
    .values({ id: newId(), name: businessName, country, timeZone: person.timeZone, createdAt: now })
    .returning();
  await tx.insert(members).values({ businessId: business!.id, userId: user.id, role: "owner", joinedAt: now });
  return { user, business: business! };
}
