import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { connectHelpdesk } from "#app/domain/helpdesks/connect-helpdesk.server.ts";
import { type HelpdeskEventInput, helpdeskEventInput } from "#app/domain/helpdesks/helpdesk-event.ts";
import { ingestEvents } from "#app/domain/helpdesks/ingest-events.server.ts";
import { mapIdentity } from "#app/domain/helpdesks/map-identity.server.ts";
import type { Db } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskIdentities } from "#db/schema/helpdesks.ts";
import type { GivenBusiness } from "#tests/factories/accounts.ts";
import { at } from "#tests/setup/time.ts";

const begin = at("2026-06-01T09:00Z");

/** A helpdesk of a business, made by its manager. */
export async function givenHelpdesk(
  db: Db,
  people: GivenBusiness,
  {
    kind = "generic",
    firstResponse = "replied",
    now = begin,
  }: Partial<{ kind: "generic" | "log"; firstResponse: "replied" | "taken"; now: Date }> = {},
) {
  const input = { businessId: people.business.id, kind, name: "Desk", firstResponse };
  const { id } = await db.transaction((tx) => connectHelpdesk(tx, input, { actor: people.manager, now }));
  const [connection] = await db.select().from(helpdeskConnections).where(eq(helpdeskConnections.id, id));
  return connection!;
}

let told = 0;
/** An event in short: ticket, kind, time ("2026-06-01T09:00Z"), agent. */
export function event(
  ticket: string,
  kind: HelpdeskEventInput["kind"],
  time: string,
  agent?: string,
  more: Record<string, unknown> = {},
): HelpdeskEventInput {
  const occurredAt = new Date(time).toISOString();
  return helpdeskEventInput.parse({ id: `e${++told}`, ticket, kind, occurredAt, ...(agent ? { agent } : {}), ...more });
}

export function tell(db: Db, connection: { id: string }, events: HelpdeskEventInput[], now = at("2026-12-01T00:00Z")) {
  return db.transaction((tx) => ingestEvents(tx, { connectionId: connection.id, events }, { actor: system, now }));
}

/** Says whose login it is; it is made known first where nothing was heard of it. */
export async function givenLogin(
  db: Db,
  people: GivenBusiness,
  connection: { id: string },
  externalId: string,
  contract: { id: string } | null,
): Promise<number> {
  const known = await db
    .select({ id: helpdeskIdentities.id, externalId: helpdeskIdentities.externalId })
    .from(helpdeskIdentities)
    .where(eq(helpdeskIdentities.connectionId, connection.id));
  const identityId = known.find((one) => one.externalId === externalId)!.id;
  return db.transaction((tx) =>
    mapIdentity(tx, { identityId, contractId: contract?.id ?? null }, { actor: people.manager, now: begin }),
  );
}
