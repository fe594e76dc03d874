import { permit } from "#app/domain/accounts/permissions.ts";
import { journalOfMonth } from "#app/domain/ledger/journal.server.ts";
import { journalFormats, journalLimits, journalParts, journalRows } from "#app/domain/ledger/journal.ts";
import { isMonth } from "#app/domain/ledger/period.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** A month's journal for QuickBooks or Xero; of more lines than one file may have, the part that is asked for. Amounts in major units. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireViewer(context);
  permit(actor, "ledger.view");
  const month = url.searchParams.get("month") ?? "";
  const format = journalFormats.find((one) => one === url.searchParams.get("format"));
  if (!isMonth(month) || !format) throw new NotFound();
  const parts = journalParts(await journalOfMonth(context.db, month), journalLimits[format]);
  const part = Number(url.searchParams.get("part") ?? 1);
  const entries = parts[part - 1] ?? [];
  if (part !== 1 && entries.length === 0) throw new NotFound();
  const { header, rows } = journalRows(format, entries);
  const name = parts.length > 1 ? `${month}-part-${part}-of-${parts.length}` : month;
  return csvReply(`journal-${format}-${name}.csv`, header, rows);
});
