import { postingsOf } from "#app/domain/ledger/balances.server.ts";
import { ledgerAccountPage } from "#app/domain/reconciliation/ledger-accounts.server.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** Every posting of an account with the balance after it, newest first; amounts in major units. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  const { account } = await ledgerAccountPage(context.db, params.accountId ?? "", 1, actor);
  const rows = await postingsOf(context.db, account);
  const major = (minor: bigint) => toMajor(money(minor, account.currency));
  return csvReply(
    `${account.id.replace(/\W+/g, "-")}.csv`,
    [
      "occurred_utc",
      "transaction_id",
      "kind",
      "other_account",
      "debit",
      "credit",
      "balance",
      "currency",
      "source",
      "source_id",
      "stripe_id",
    ],
    rows.map((row) => [
      row.occurredAt.toISOString(),
      row.transactionId,
      row.kind,
      row.other,
      row.side === "debit" ? major(row.amount) : "",
      row.side === "credit" ? major(row.amount) : "",
      major(row.balance),
      account.currency,
      row.sourceKind,
      row.sourceId,
      row.stripeId,
    ]),
  );
});
