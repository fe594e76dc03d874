import { and, eq, inArray } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { advances, bonuses, invoiceLines, invoices } from "#db/schema/billing.ts";

/** Invoices that were issued in an agent's name, bonuses, and pay that was advanced. */
export function myInvoices(db: Queryable, agentId: string): PersonalRows[] {
  const inMyName = and(eq(invoices.issuerKind, "agent"), eq(invoices.issuerId, agentId));
  return [
    personalRows(invoices, inMyName),
    personalRows(invoiceLines, inArray(invoiceLines.invoiceId, db.select({ id: invoices.id }).from(invoices).where(inMyName))),
    personalRows(bonuses, eq(bonuses.agentId, agentId)),
    personalRows(advances, eq(advances.agentId, agentId)),
  ];
}
