import { invoiceName } from "#app/domain/billing/bill.ts";
import { agentTaxYear } from "#app/domain/taxes/tax-year.server.ts";
import { yearParam } from "#app/domain/taxes/tax-year.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** An agent's year: every invoice and credit note, then a sum for each quarter and currency; amounts in major units, credit notes negative. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor, agentId } = requireAgent(context);
  const year = yearParam(params.year, context.now());
  if (year === null) throw new NotFound();
  const { years, documents } = await agentTaxYear(context.db, { agentId, year }, actor);
  return csvReply(
    `tax-statement-${year}.csv`,
    [
      "row",
      "issued_utc",
      "document",
      "business",
      "business_country",
      "currency",
      "transactions",
      "net",
      "tax",
      "total",
      "tax_reason",
      "fee_paid_by_business",
    ],
    [
      ...documents.map((one) => {
        const sign = one.kind === "credit_note" ? -1n : 1n;
        const major = (minor: bigint) => toMajor(money(sign * minor, one.currency));
        return [
          one.kind,
          one.issuedAt.toISOString(),
          invoiceName(one),
          one.businessName,
          one.businessCountry,
          one.currency,
          "",
          major(one.net),
          major(one.tax),
          major(one.total),
          context.translate(one.taxReason),
          "",
        ];
      }),
      ...years.flatMap(({ currency, quarters }) =>
        quarters.map((one, index) => {
          const major = (minor: bigint) => toMajor(money(minor, currency));
          const net = one.gross - one.credited;
          return [
            `Q${index + 1}`,
            "",
            "",
            "",
            "",
            currency,
            one.transactions,
            major(net),
            major(one.tax),
            major(net + one.tax),
            "",
            major(one.fees),
          ];
        }),
      ),
    ],
  );
});
