import { invoiceName } from "#app/domain/billing/bill.ts";
import { billPage } from "#app/domain/billing/bills.server.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** Credits lower: they are negative, so that the column adds up. */
function signed(kind: string, minor: bigint, currency: string): string {
  return toMajor(money(kind.endsWith("_credit") ? -minor : minor, currency));
}

/** Every line of a bill's documents; amounts in major units, the fee's rate in basis points. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  const { bill, documents, lines } = await billPage(context.db, id(params.billId), actor);
  const numbers = new Map(documents.map((document) => [document.id, invoiceName(document)]));
  return csvReply(
    `bill-${bill.week}-${bill.currency}.csv`,
    ["invoice", "kind", "agent", "contract", "week", "timesheet_id", "minutes", "rate", "amount", "tax", "currency"],
    lines.map(({ line, agentName, title, week }) => [
      numbers.get(line.invoiceId),
      line.kind,
      agentName,
      title,
      week,
      line.timesheetId,
      line.minutes,
      line.kind === "fee" || line.kind === "fee_credit"
        ? `${line.rate} bps`
        : line.kind.startsWith("bonus")
          ? ""
          : toMajor(money(line.rate, line.currency)),
      signed(line.kind, line.amount, line.currency),
      signed(line.kind, line.tax, line.currency),
      line.currency,
    ]),
  );
});
