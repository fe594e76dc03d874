import { and, eq } from "drizzle-orm";

import { setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Money, toMajor } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { bonuses, invoiceLines, invoices, termsInvoices } from "#db/schema/billing.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import { givenStaff } from "#tests/factories/accounts.ts";

/** Where somebody is for taxes, without a form: enough for documents. */
export async function givenTaxHome(
  db: Db,
  subject: { kind: "agent" | "business"; id: string },
  home: {
    legalName: string;
    country: string;
    region?: string;
    vatNumber?: string;
    address?: string;
    city?: string;
    postcode?: string;
  },
  now: Date,
): Promise<void> {
  await db.insert(taxProfiles).values({
    subjectKind: subject.kind,
    subjectId: subject.id,
    entity: "company",
    vatRegistered: Boolean(home.vatNumber),
    updatedAt: now,
    ...home,
  });
}

export async function givenBonus(
  db: Db,
  { contract, businessId, agentId }: { contract: { id: string }; businessId: string; agentId: string },
  { amount, fee, by, now }: { amount: Money; fee: bigint; by: string; now: Date },
): Promise<string> {
  const id = newId();
  const { minor, currency } = amount;
  await db
    .insert(bonuses)
    .values({ id, contractId: contract.id, businessId, agentId, amount: minor, fee, currency, givenBy: by, givenAt: now });
  return id;
}

/** Documents of a bill in order of series and number. */
export function documentsOf(db: Db, billId: string, kind?: "invoice" | "credit_note") {
  return db
    .select()
    .from(invoices)
    .where(and(eq(invoices.billId, billId), kind ? eq(invoices.kind, kind) : undefined))
    .orderBy(invoices.series, invoices.number);
}

export function linesOfDocument(db: Db, invoiceId: string) {
  return db.select().from(invoiceLines).where(eq(invoiceLines.invoiceId, invoiceId)).orderBy(invoiceLines.id);
}

export async function balanceText(db: Db, account: Parameters<typeof balanceOf>[1]): Promise<string> {
  return toMajor(await balanceOf(db, account));
}

/** A business whose bills are invoiced: net 14, weekly, unless told otherwise. */
export async function givenOnTerms(
  db: Db,
  businessId: string,
  now: Date,
  terms: { cadence?: "weekly" | "monthly"; netDays?: number; creditLine?: bigint } = {},
): Promise<void> {
  const finance = await givenStaff(db);
  const { cadence = "weekly", netDays = 14, creditLine = 500_000n } = terms;
  const decision = { mode: "terms" as const, cadence, netDays, creditLine, creditCurrency: "USD" as const };
  await db.transaction((tx) =>
    setArrangement(tx, { businessId, ...decision, reason: "Two years of punctual payment." }, { actor: finance, now }),
  );
}

export function termsInvoicesOf(db: Db, businessId: string) {
  return db.select().from(termsInvoices).where(eq(termsInvoices.businessId, businessId)).orderBy(termsInvoices.issuedAt);
}
