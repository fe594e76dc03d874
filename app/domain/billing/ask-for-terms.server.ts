import type { output } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { termsRequests } from "#db/schema/billing.ts";
import type { askForTermsInput } from "./arrangement.ts";

/** A business asks platform finance to be invoiced on terms. @throws NotFound, Forbidden without "bills.pay", Conflict while another waits */
export async function askForTerms(
  tx: Tx,
  { businessId, cadence, netDays, note = "" }: { businessId: string } & output<typeof askForTermsInput>,
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "bills.pay", { businessId });
  const [asked] = await tx
    .insert(termsRequests)
    .values({ id: newId(), businessId, cadence, netDays, note, askedBy: actor.userId!, askedAt: now })
    .onConflictDoNothing()
    .returning({ id: termsRequests.id });
  if (!asked) throw new Conflict("billing:errors.alreadyAsked");
}
