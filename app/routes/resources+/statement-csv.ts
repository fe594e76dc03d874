import { withDeskhand } from "#app/domain/payouts/earnings.ts";
import { statementOf } from "#app/domain/payouts/statement.server.ts";
import { statementKind } from "#app/domain/payouts/statement.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { periodOf } from "#app/http/period.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** The agent's statement for a period: every posting with each balance after it; amounts in major units, days in UTC. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const { from, to, since, until } = periodOf(url, context.now());
  const statements = await statementOf(context.db, agentId, { from: since, to: until }, actor);
  return csvReply(
    `statement-${from}-${to}.csv`,
    [
      "booked_utc",
      "transaction_id",
      "what",
      "business",
      "week",
      "payout_id",
      "currency",
      "amount",
      "from",
      "to",
      "change",
      "pending",
      "held",
      "available",
      "on_its_way",
      "owed",
      "paid_out",
      "balance",
    ],
    statements.flatMap(({ currency, lines }) => {
      const major = (minor: bigint) => toMajor(money(minor, currency));
      return lines.map((line) => [
        line.occurredAt.toISOString(),
        line.transactionId,
        statementKind(line),
        line.businessName,
        line.week,
        line.payoutId,
        currency,
        major(line.amount),
        line.from,
        line.to,
        major(line.change),
        major(line.after.pending),
        major(line.after.held),
        major(line.after.available),
        major(line.after.in_transit),
        major(line.after.owed),
        major(line.after.paid_out),
        major(withDeskhand(line.after)),
      ]);
    }),
  );
});
