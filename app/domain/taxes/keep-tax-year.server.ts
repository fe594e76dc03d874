import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { taxSummaries } from "#db/schema/taxes.ts";
import { taxYearOf } from "./tax-year.server.ts";
import { yearBounds } from "./tax-year.ts";

/**
 * Keeps a year's figures as they are reported, so that later corrections show beside them. Once per agent and currency: what was kept stays,
 * what came since is added.
 * @returns how many were added
 * @throws Forbidden; Conflict while the year is not over
 */
export async function keepTaxYear(tx: Tx, { year, reason }: { year: number; reason: string }, context: Context): Promise<number> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  if (now < yearBounds(year).to) throw new Conflict("taxes:errors.yearNotOver", { year });
  const agents = await taxYearOf(tx, year, context);
  const rows = agents.flatMap(({ agentId, report, years }) =>
    years.map((one) => ({
      agentId,
      year,
      currency: one.currency,
      gross: one.gross,
      fees: one.fees,
      tax: one.tax,
      transactions: one.transactions,
      quarters: one.quarters.map(({ gross, credited, transactions }) => ({
        gross: String(gross),
        credited: String(credited),
        transactions,
      })),
      form: report,
      madeAt: now,
    })),
  );
  if (rows.length === 0) return 0;
  const kept = await tx.insert(taxSummaries).values(rows).onConflictDoNothing().returning({ agentId: taxSummaries.agentId });
  if (kept.length > 0)
    await recordAudit(
      tx,
      { action: "tax-year.kept", subject: { kind: "tax-year", id: String(year) }, reason, detail: { rows: kept.length } },
      context,
    );
  return kept.length;
}
