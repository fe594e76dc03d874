import { eq, inArray, or } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { ledgerAccounts, ledgerPostings } from "#db/schema/ledger.ts";
import {
  payHolds,
  payoutAccounts,
  payoutPreferences,
  payoutReleases,
  payouts,
  recoveries,
  statements,
} from "#db/schema/payouts.ts";

/** Earnings, payouts and holds of an agent, and every posting of their accounts in the ledger. */
export function myPayouts(db: Queryable, agentId: string): PersonalRows[] {
  const mine = db.select({ id: ledgerAccounts.id }).from(ledgerAccounts).where(eq(ledgerAccounts.ownerId, agentId));
  return [
    personalRows(payoutAccounts, eq(payoutAccounts.agentId, agentId)),
    personalRows(payoutPreferences, eq(payoutPreferences.agentId, agentId)),
    personalRows(payouts, eq(payouts.agentId, agentId)),
    personalRows(payoutReleases, eq(payoutReleases.agentId, agentId)),
    personalRows(payHolds, eq(payHolds.agentId, agentId)),
    personalRows(recoveries, eq(recoveries.agentId, agentId)),
    personalRows(statements, eq(statements.agentId, agentId)),
    personalRows(ledgerAccounts, eq(ledgerAccounts.ownerId, agentId)),
    personalRows(ledgerPostings, or(inArray(ledgerPostings.debitAccount, mine), inArray(ledgerPostings.creditAccount, mine))),
  ];
}
