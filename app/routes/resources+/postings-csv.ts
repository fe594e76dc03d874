import { permit } from "#app/domain/accounts/permissions.ts";
import { postingsOfMonth } from "#app/domain/ledger/journal.server.ts";
import { isMonth } from "#app/domain/ledger/period.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** Every posting of a month, written while it is read; amounts in major units. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireViewer(context);
  permit(actor, "ledger.view");
  const month = url.searchParams.get("month") ?? "";
  if (!isMonth(month)) throw new NotFound();
  async function* rows() {
    for await (const one of postingsOfMonth(context.db, month))
      yield [
        ...[one.id, one.transactionId, one.occurredAt.toISOString()],
        ...[one.debitAccount, one.creditAccount, toMajor(money(one.amount, one.currency)), one.currency],
      ];
  }
  const header = ["posting", "transaction", "occurred_utc", "debit_account", "credit_account", "amount", "currency"];
  return csvStream(`postings-${month}.csv`, header, rows());
});
