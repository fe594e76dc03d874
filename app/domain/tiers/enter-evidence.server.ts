import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { tierEvidence } from "#db/schema/tiers.ts";

interface Evidence {
  /** Made with the form, so that a second press of the button enters nothing new. */
  id?: string;
  contractId: string;
  kind: "qa-score" | "work-sample";
  /** 0 to 100. */
  score: number;
  note: string;
}

/**
 * A manager enters what they measured; the newest of a kind counts and the others stay. The same id twice is once.
 * @throws NotFound, Forbidden without "tiers.decide", Conflict when the contract has ended
 */
export async function enterEvidence(tx: Tx, input: Evidence, { actor, now }: Context): Promise<void> {
  const [contract] = await tx.select().from(contracts).where(eq(contracts.id, input.contractId));
  if (!contract) throw new NotFound();
  permit(actor, "tiers.decide", contract);
  if (contract.state !== "active") throw new Conflict("tiers:errors.ended");
  await tx
    .insert(tierEvidence)
    .values({
      ...input,
      id: input.id ?? newId(),
      businessId: contract.businessId,
      agentId: contract.agentId,
      enteredBy: actor.userId!,
      enteredAt: now,
    })
    .onConflictDoNothing();
}
