import { and, eq, lte, notExists, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";

/** Weeks whose day of availability has come and whose pay is still pending, oldest first; whether they are paid for, billing knows. */
export async function unreleasedTimesheets(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(
      and(
        lte(timesheets.availableAt, now),
        sql`${timesheets.pay} > 0`,
        sql`${timesheets.state} <> 'disputed'`,
        notExists(db.select({ one: sql`1` }).from(payoutReleases).where(eq(payoutReleases.timesheetId, timesheets.id))),
      ),
    )
    .orderBy(timesheets.availableAt, timesheets.id);
  return rows.map((row) => row.id);
}

/**
 * A week's pay becomes available to the agent: Wednesday 12:00 UTC, nine days after the close (product.md, "The week"). Twice is once.
 * The caller has made sure that the week is paid for.
 * @throws NotFound, Forbidden for people, Conflict before its day or while disputed
 */
export async function releaseWeekPay(tx: Tx, { timesheetId }: { timesheetId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const [week] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId)).for("share");
  if (!week) throw new NotFound();
  if (week.state === "disputed" || week.availableAt > now) throw new Conflict("payouts:errors.notAvailableYet");
  const { agentId, currency, pay: amount } = week;
  const [released] = await tx
    .insert(payoutReleases)
    .values({ id: newId(), key: `week:${timesheetId}`, timesheetId, agentId, week: week.week, amount, currency, releasedAt: now })
    .onConflictDoNothing()
    .returning();
  if (!released) return;
  await postTransaction(
    tx,
    {
      key: `release:${timesheetId}`,
      kind: "week-pay.released",
      source: { kind: "timesheet", id: timesheetId },
      postings: [
        {
          debit: accounts.pending(agentId, currency),
          credit: accounts.available(agentId, currency),
          amount: money(amount, currency),
        },
      ],
    },
    { now },
  );
  await recordEvent(tx, "week-pay.released", { timesheetId }, context);
}
