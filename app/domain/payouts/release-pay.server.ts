import { inArray } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { moneyOfWeeks } from "./week-money.server.ts";

/** Which of these keys have been released. */
export async function releasedKeys(db: Queryable, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db.select({ key: payoutReleases.key }).from(payoutReleases).where(inArray(payoutReleases.key, keys));
  return new Set(rows.map((row) => row.key));
}

export interface NewRelease {
  /** Once each: "week:{timesheetId}", "rest:{timesheetId}", "bonus:{bonusId}". */
  key: string;
  kind: "week" | "rest" | "bonus";
  agentId: string;
  /** Null for a bonus. */
  timesheetId: string | null;
  /** Monday of the work, or of the week in which a bonus was billed. */
  week: string;
  /** The most that may become available; for a week, what a dispute holds or took of it stays behind. */
  amount: Money;
  /** The platform pays it ahead of the business (product.md, "Protection"); the caller books the claim. */
  advance?: boolean;
}

/**
 * Pay becomes available to the agent: pending -> available. Twice is once. The caller has made sure that it is paid for or protected.
 * @returns what became available now; zero the second time, or when all of it is held
 * @throws NotFound, Forbidden for people
 */
export async function releasePay(tx: Tx, input: NewRelease, context: Context): Promise<Money> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const { key, kind, agentId, timesheetId, week, advance } = input;
  const { currency } = input.amount;
  await lockAgent(tx, agentId);
  const pending = timesheetId ? (await moneyOfWeeks(tx, [timesheetId])).get(timesheetId)!.pending : input.amount.minor;
  const amount = input.amount.minor < pending ? input.amount.minor : pending;
  if (amount <= 0n) return money(0n, currency);
  const [released] = await tx
    .insert(payoutReleases)
    .values({ id: newId(), key, kind, timesheetId, agentId, week, amount, currency, releasedAt: now })
    .onConflictDoNothing({ target: payoutReleases.key })
    .returning();
  if (!released) return money(0n, currency);
  await postTransaction(
    tx,
    {
      key: `release:${key}`,
      kind: kind === "bonus" ? "bonus.released" : advance ? "week-pay.advanced" : "week-pay.released",
      source: timesheetId ? { kind: "timesheet", id: timesheetId } : { kind: "bonus", id: key.slice("bonus:".length) },
      detail: { week },
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
  if (timesheetId) await recordEvent(tx, "week-pay.released", { timesheetId }, context);
  return money(amount, currency);
}
