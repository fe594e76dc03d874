import { and, asc, eq, gt, gte, lt, or, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { helpdeskConnections, helpdeskEvents, helpdeskIdentities } from "#db/schema/helpdesks.ts";

const CHUNK = 2000;

/** Every event of a business, or of an agent's contracts, in a stretch of time, read some thousands at a time. @throws NotFound, Forbidden */
export async function* eventList(
  db: Queryable,
  side: { businessId: string } | { agentId: string },
  { from, to }: { from: Date; to: Date },
  actor: Actor,
) {
  permit(actor, "diary.view", side);
  let last = null as { at: Date; id: string } | null;
  for (;;) {
    const after = last;
    const rows = await db
      .select({
        event: helpdeskEvents,
        helpdesk: helpdeskConnections.name,
        login: helpdeskIdentities.externalId,
        agentName: users.name,
      })
      .from(helpdeskEvents)
      .innerJoin(helpdeskConnections, eq(helpdeskConnections.id, helpdeskEvents.connectionId))
      .leftJoin(helpdeskIdentities, eq(helpdeskIdentities.id, helpdeskEvents.identityId))
      .leftJoin(contracts, eq(contracts.id, helpdeskEvents.contractId))
      .leftJoin(users, eq(users.id, contracts.agentId))
      .where(
        and(
          "businessId" in side ? eq(helpdeskConnections.businessId, side.businessId) : eq(contracts.agentId, side.agentId),
          gte(helpdeskEvents.occurredAt, from),
          lt(helpdeskEvents.occurredAt, to),
          after
            ? or(
                gt(helpdeskEvents.occurredAt, after.at),
                and(eq(helpdeskEvents.occurredAt, after.at), gt(helpdeskEvents.id, after.id)),
              )
            : sql`true`,
        ),
      )
      .orderBy(asc(helpdeskEvents.occurredAt), asc(helpdeskEvents.id))
      .limit(CHUNK);
    yield* rows;
    const end = rows.at(-1);
    if (rows.length < CHUNK || !end) return;
    last = { at: end.event.occurredAt, id: end.event.id };
  }
}
