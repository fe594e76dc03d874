import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { amendments, contracts, contractTerms } from "#db/schema/contracts.ts";
import { amendmentLifecycle } from "./contract.ts";
import { lockContract } from "./lock-contract.server.ts";
import { termsInWeek } from "./terms-in-week.server.ts";

/**
 * The other side accepts or declines a change. A raised limit and another evidence level count at once, all else from next Monday (product.md, "The week"). Twice is once.
 * @throws NotFound, Forbidden for the side that proposed, Conflict when it was answered otherwise or the contract ended
 */
export async function answerAmendment(
  tx: Tx,
  { amendmentId, answer }: { amendmentId: string; answer: "accept" | "decline" },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const [found] = await tx.select().from(amendments).where(eq(amendments.id, amendmentId)).for("update");
  if (!found) throw new NotFound();
  const contract = await lockContract(tx, found.contractId);
  permit(actor, actor.kind === "agent" ? "contracts.answer" : "contracts.manage", contract);
  const proposedByBusiness = found.businessAcceptedAt !== null;
  if (found.state === (answer === "accept" ? "accepted" : "declined")) return;
  if (actor.kind !== "system" && proposedByBusiness !== (actor.kind === "agent"))
    throw new Forbidden("contracts:errors.yourOwnProposal");
  const state = amendmentLifecycle.next(found.state, answer);
  if (contract.state !== "active") throw new Conflict("contracts:errors.ended");
  const nextWeek = shiftWeek(weekOf(now), 1);
  await tx
    .update(amendments)
    .set({
      state,
      answeredAt: now,
      inForceFrom: answer === "accept" && found.reason !== "evidence" ? nextWeek : null,
      ...(answer === "accept"
        ? proposedByBusiness
          ? { agentAcceptedAt: now }
          : { businessAcceptedBy: actor.userId, businessAcceptedAt: now }
        : {}),
    })
    .where(eq(amendments.id, amendmentId));
  await postSystemMessage(tx, { conversationId: contract.conversationId, key: `amendment.${answer}`, params: {} }, context);
  if (answer === "decline") {
    await recordEvent(tx, "amendment.declined", { amendmentId, contractId: contract.id }, context);
    return;
  }
  const { evidenceLevel } = found;
  if (evidenceLevel) await tx.update(contracts).set({ evidenceLevel }).where(eq(contracts.id, contract.id));
  if (found.reason !== "evidence") await changeTerms(tx, found, now);
  await recordEvent(tx, "amendment.accepted", { amendmentId, contractId: contract.id }, context);
}

async function changeTerms(tx: Tx, found: typeof amendments.$inferSelect, now: Date): Promise<void> {
  const thisWeek = weekOf(now);
  const present = await termsInWeek(tx, found.contractId, thisWeek);
  const row = { contractId: found.contractId, amendmentId: found.id, recordedAt: now };
  if (found.weeklyLimitMinutes > present.weeklyLimitMinutes) {
    await tx.insert(contractTerms).values({
      ...row,
      id: newId(),
      fromWeek: thisWeek,
      hourlyRate: present.hourlyRate,
      tier: present.tier,
      weeklyLimitMinutes: found.weeklyLimitMinutes,
    });
  }
  await tx.insert(contractTerms).values({
    ...row,
    id: newId(),
    fromWeek: shiftWeek(thisWeek, 1),
    hourlyRate: found.hourlyRate,
    tier: found.tier,
    weeklyLimitMinutes: found.weeklyLimitMinutes,
  });
}
