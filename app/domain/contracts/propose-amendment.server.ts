import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { amendments } from "#db/schema/contracts.ts";
import { lockContract } from "./lock-contract.server.ts";
import { termsInWeek } from "./terms-in-week.server.ts";

export interface ProposeAmendment {
  contractId: string;
  reason: "rate" | "limit" | "promotion" | "evidence";
  /** Minor units of the contract's currency; left out = as it is. */
  hourlyRate?: bigint;
  tier?: "L1" | "L2" | "L3";
  weeklyLimitMinutes?: number;
  evidenceLevel?: EvidenceLevel;
  note?: string;
  promotionId?: string;
  /** Who of the business has decided, when the system brings a promotion into the contract. */
  businessAcceptedBy?: string;
}

/**
 * Proposes a change of terms; who proposes has accepted it, the other side answers. One open proposal a contract; a promotion's comes once.
 * @throws NotFound, Forbidden, Conflict when the contract has ended or another proposal is open, Invalid when nothing would change
 */
export async function proposeAmendment(tx: Tx, input: ProposeAmendment, context: Context) {
  const { actor, now } = context;
  const contract = await lockContract(tx, input.contractId);
  permit(actor, actor.kind === "agent" ? "contracts.answer" : "contracts.manage", contract);
  if (input.promotionId) {
    const [known] = await tx.select().from(amendments).where(eq(amendments.promotionId, input.promotionId));
    if (known) return known;
  }
  if (contract.state !== "active") throw new Conflict("contracts:errors.ended");
  const [open] = await tx
    .select({ id: amendments.id })
    .from(amendments)
    .where(and(eq(amendments.contractId, contract.id), eq(amendments.state, "proposed")));
  if (open) throw new Conflict("contracts:errors.amendmentOpen");
  const present = await termsInWeek(tx, contract.id, shiftWeek(weekOf(now), 1));
  const terms = {
    hourlyRate: input.hourlyRate ?? present.hourlyRate,
    tier: input.tier ?? present.tier,
    weeklyLimitMinutes: input.weeklyLimitMinutes ?? present.weeklyLimitMinutes,
  };
  const evidenceLevel = input.evidenceLevel && input.evidenceLevel !== contract.evidenceLevel ? input.evidenceLevel : null;
  // A promotion changes the agent's level even where the contract's terms stay as they are.
  if (
    input.reason !== "promotion" &&
    terms.hourlyRate === present.hourlyRate &&
    terms.tier === present.tier &&
    terms.weeklyLimitMinutes === present.weeklyLimitMinutes &&
    evidenceLevel === null
  ) {
    throw new Invalid("hourlyRate", "contracts:errors.nothingChanges");
  }
  const byBusiness = actor.kind !== "agent";
  const [amendment] = await tx
    .insert(amendments)
    .values({
      id: newId(),
      contractId: contract.id,
      reason: input.reason,
      ...terms,
      evidenceLevel,
      promotionId: input.promotionId,
      note: input.note ?? "",
      proposedBy: actor.userId ?? input.businessAcceptedBy,
      proposedAt: now,
      businessAcceptedBy: byBusiness ? (actor.userId ?? input.businessAcceptedBy) : null,
      businessAcceptedAt: byBusiness ? now : null,
      agentAcceptedAt: byBusiness ? null : now,
    })
    .returning();
  const params = {
    rate: toMajor(money(terms.hourlyRate, contract.currency)),
    currency: contract.currency,
    hours: String(terms.weeklyLimitMinutes / 60),
  };
  await postSystemMessage(
    tx,
    {
      conversationId: contract.conversationId,
      key: input.reason === "evidence" ? "amendment.proposeEvidence" : "amendment.propose",
      params,
    },
    context,
  );
  await recordEvent(tx, "amendment.proposed", { amendmentId: amendment!.id, contractId: contract.id }, context);
  return amendment!;
}
