import { and, asc, count, desc, eq, ilike, lte, or } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { amendments, contracts, contractTerms } from "#db/schema/contracts.ts";
import { offers } from "#db/schema/hiring.ts";
import { termsOfContracts } from "./terms-in-week.server.ts";

const PAGE = 25;
const columns = {
  contract: contracts,
  agentName: users.name,
  businessName: businesses.name,
  agentZone: agents.timeZone,
  businessZone: businesses.timeZone,
};

function joined(db: Queryable) {
  return db
    .select(columns)
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(agents, eq(agents.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId));
}

/** A contract with its people and zones. @throws NotFound for strangers */
export async function contractOf(db: Queryable, contractId: string, actor: Actor) {
  const [row] = await joined(db).where(eq(contracts.id, contractId));
  if (!row) throw new NotFound();
  permit(actor, "contracts.view", row.contract);
  return row;
}
export type ContractView = Awaited<ReturnType<typeof contractOf>>;

/** The contract, all its terms and amendments. Three queries. */
export async function contractPage(db: Queryable, contractId: string, actor: Actor) {
  const row = await contractOf(db, contractId, actor);
  const [terms, changes] = await Promise.all([
    db
      .select()
      .from(contractTerms)
      .where(eq(contractTerms.contractId, contractId))
      .orderBy(asc(contractTerms.fromWeek), asc(contractTerms.recordedAt)),
    db.select().from(amendments).where(eq(amendments.contractId, contractId)).orderBy(desc(amendments.proposedAt)),
  ]);
  return { ...row, terms, amendments: changes };
}

export async function contractsOf(
  db: Queryable,
  side: { businessId: string } | { agentId: string },
  { state, q, page, week }: { state?: "active" | "ended"; q?: string; page: number; week: string },
  actor: Actor,
) {
  permit(actor, "contracts.view", side);
  const text = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  const where = and(
    "businessId" in side ? eq(contracts.businessId, side.businessId) : eq(contracts.agentId, side.agentId),
    state ? eq(contracts.state, state) : undefined,
    text ? or(ilike(contracts.title, text), ilike(users.name, text), ilike(businesses.name, text)) : undefined,
  );
  const rows = await joined(db)
    .where(where)
    .orderBy(asc(contracts.state), desc(contracts.acceptedAt))
    .limit(PAGE)
    .offset((page - 1) * PAGE);
  const [total] = await db
    .select({ n: count() })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where(where);
  const terms = await termsOfContracts(
    db,
    rows.map((row) => row.contract.id),
    week,
  );
  return {
    rows: rows.map((row) => ({ ...row, terms: terms.get(row.contract.id) ?? null })),
    total: total!.n,
    pages: Math.max(1, Math.ceil(total!.n / PAGE)),
  };
}

/** The contract that an accepted offer became. */
export async function contractIdOfOffer(db: Queryable, offerId: string): Promise<string | null> {
  const [row] = await db.select({ id: contracts.id }).from(contracts).where(eq(contracts.offerId, offerId));
  return row?.id ?? null;
}

/** Windows that an agent has promised: active contracts and open offers. */
export async function promisedWindows(db: Queryable, agentId: string): Promise<{ bits: string; timeZone: string }[]> {
  const active = await db
    .select({ bits: contracts.windows, timeZone: contracts.timeZone })
    .from(contracts)
    .where(and(eq(contracts.agentId, agentId), eq(contracts.state, "active")));
  const offered = await db
    .select({ bits: offers.windows, timeZone: offers.timeZone })
    .from(offers)
    .where(and(eq(offers.agentId, agentId), eq(offers.state, "sent")));
  return [...active, ...offered];
}

/** Promotions whose accepted amendment is in force in a week. */
export async function promotionsInForce(db: Queryable, week: string) {
  return db
    .select({
      promotionId: amendments.promotionId,
      amendmentId: amendments.id,
      inForceFrom: amendments.inForceFrom,
      tier: amendments.tier,
      agentId: contracts.agentId,
    })
    .from(amendments)
    .innerJoin(contracts, eq(contracts.id, amendments.contractId))
    .where(and(eq(amendments.reason, "promotion"), eq(amendments.state, "accepted"), lte(amendments.inForceFrom, week)));
}

/** @throws NotFound */
export async function amendmentById(db: Queryable, amendmentId: string) {
  const [row] = await db.select().from(amendments).where(eq(amendments.id, amendmentId));
  if (!row) throw new NotFound();
  return row;
}
