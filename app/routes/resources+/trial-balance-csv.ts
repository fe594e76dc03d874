import { permit } from "#app/domain/accounts/permissions.ts";
import { trialBalanceAt } from "#app/domain/ledger/trial-balance.server.ts";
import { momentOf } from "#app/domain/ledger/trial-balance.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** Every account of the trial balance; amounts in major units. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireViewer(context);
  permit(actor, "ledger.view");
  const at = momentOf(url.searchParams.get("at") ?? "");
  const rows = await trialBalanceAt(context.db, at);
  const day = (at ?? context.now()).toISOString().slice(0, 16).replace(":", "");
  return csvReply(
    `trial-balance-${day}.csv`,
    ["account", "kind", "currency", "debits", "credits", "debit_balance", "credit_balance"],
    rows.map(({ id, kind, currency, debits, credits }) => {
      const major = (minor: bigint) => toMajor(money(minor, currency));
      const net = debits - credits;
      return [id, kind, currency, major(debits), major(credits), major(net > 0n ? net : 0n), major(net < 0n ? -net : 0n)];
    }),
  );
});
