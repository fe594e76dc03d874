import { and, count, eq } from "drizzle-orm";
import { type Context, permit, system } from "#app/domain/accounts/permissions.ts";
import { closeOffer, lockOffer } from "#app/domain/hiring/close-offer.server.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { mostPeople } from "#app/domain/roles/headcount.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts, contractTerms } from "#db/schema/contracts.ts";
import { roles } from "#db/schema/roles.ts";
import { FEE_BPS } from "./contract.ts";

/**
 * The agent accepts an offer: it closes and the contract opens with its terms frozen, in one transaction; a role that has its people is
 * filled. Twice is once.
 * @throws NotFound, Forbidden for anybody but the agent, Conflict when the offer is over
 */
export async function acceptOffer(tx: Tx, { offerId }: { offerId: string }, context: Context) {
  const { actor, now } = context;
  const offer = await lockOffer(tx, offerId);
  permit(actor, "hiring.answer", { agentId: offer.agentId, businessId: offer.businessId });
  if (offer.state === "accepted") {
    const [known] = await tx.select().from(contracts).where(eq(contracts.offerId, offer.id));
    return known!;
  }
  if (offer.state === "sent" && offer.expiresAt <= now) throw new Conflict("hiring:errors.offerExpired");
  const application = await closeOffer(tx, offer, "accept", context);
  const [contract] = await tx
    .insert(contracts)
    .values({
      id: newId(),
      businessId: offer.businessId,
      agentId: offer.agentId,
      roleId: offer.roleId,
      offerId: offer.id,
      conversationId: application.conversationId,
      title: offer.title,
      currency: offer.currency,
      feeBps: FEE_BPS,
      windows: offer.windows,
      timeZone: offer.timeZone,
      manualTimeAllowed: offer.manualTimeAllowed,
      approvalFirst: offer.approvalFirst,
      evidenceLevel: offer.evidenceLevel,
      startsOn: offer.startsOn,
      endsOn: offer.endsOn,
      acceptedAt: now,
    })
    .returning();
  await tx.insert(contractTerms).values({
    id: newId(),
    contractId: contract!.id,
    fromWeek: weekOf(now),
    hourlyRate: offer.hourlyRate,
    tier: offer.tier,
    weeklyLimitMinutes: offer.weeklyLimitMinutes,
    recordedAt: now,
  });
  await recordEvent(tx, "contract.accepted", { contractId: contract!.id }, context);
  await fillWhenComplete(tx, offer.roleId, now);
  return contract!;
}

async function fillWhenComplete(tx: Tx, roleId: string, now: Date): Promise<void> {
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId));
  const [active] = await tx
    .select({ n: count() })
    .from(contracts)
    .where(and(eq(contracts.roleId, roleId), eq(contracts.state, "active")));
  if (role!.state === "open" && active!.n >= mostPeople(role!))
    await changeRoleState(tx, { roleId, action: "fill" }, { actor: system, now });
}
