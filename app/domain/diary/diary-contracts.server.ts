import { and, asc, eq } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";

/** Whose diary is read: an agent's own, a business's team, or one contract of either. */
export type DiarySide = ({ agentId: string } | { businessId: string }) & { contractId?: string | null };

/**
 * The contracts that a side's diary is made of, ended ones too: what was worked stays. One query; a contract that is not theirs is left out.
 * @throws NotFound, Forbidden
 */
export async function diaryContracts(db: Queryable, side: DiarySide, actor: Actor) {
  permit(actor, "diary.view", side);
  return db
    .select({
      id: contracts.id,
      businessId: contracts.businessId,
      businessName: businesses.name,
      agentId: contracts.agentId,
      agentName: users.name,
      title: contracts.title,
      currency: contracts.currency,
      state: contracts.state,
    })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where(
      and(
        "agentId" in side ? eq(contracts.agentId, side.agentId) : eq(contracts.businessId, side.businessId),
        side.contractId ? eq(contracts.id, side.contractId) : undefined,
      ),
    )
    .orderBy(asc(users.name), asc(contracts.acceptedAt));
}
