import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Mailing } from "#app/domain/accounts/account-mails-flow.server.ts";
import { system } from "#app/domain/accounts/permissions.ts";
import { documentPdf } from "#app/domain/billing/document-pdf.server.ts";
import { markMailed } from "#app/domain/billing/mark-mailed.server.ts";
import { writeLetter } from "#app/edges/mail/letter.ts";
import type { MailEdge } from "#app/edges/mail/mail.server.ts";
import type { Words } from "#app/edges/pdf/written.ts";
import { writtenDay, writtenMoney } from "#app/edges/pdf/written.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { members, users } from "#db/schema/accounts.ts";
import { bills, invoices } from "#db/schema/billing.ts";

type WordsOf = (locale: Parameters<Mailing["translatorFor"]>[0]) => Words;

/** So many PDFs go with a mail; a team of hundreds finds the rest on the bill's page. */
const MOST_ATTACHED = 20;

/**
 * Mails the documents of a bill that were not mailed yet (its invoices at the close, a credit note later) as PDFs to the business's finance people
 * and owners, each in their own language: at the close the one mail about the bill. Killed anywhere and started again nothing is left out; only the mail that was under way may come
 * twice, under the same id.
 */
export async function mailDocumentsFlow(
  db: Db,
  mail: MailEdge,
  { billId }: { billId: string },
  { now, publicUrl, wordsOf }: { now: Date; publicUrl: string; wordsOf: WordsOf },
): Promise<void> {
  const [bill] = await db.select().from(bills).where(eq(bills.id, billId));
  const fresh = await db
    .select({ id: invoices.id, kind: invoices.kind })
    .from(invoices)
    .where(and(eq(invoices.billId, billId), isNull(invoices.mailedAt)))
    .orderBy(asc(invoices.issuerKind), asc(invoices.series), asc(invoices.number));
  if (!bill || fresh.length === 0) return;
  const people = await db
    .select({ id: users.id, name: users.name, email: users.email, locale: users.locale })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.businessId, bill.businessId), inArray(members.role, ["owner", "finance"]), isNull(users.suspendedAt)))
    .orderBy(asc(users.id));
  const attached = fresh.slice(0, MOST_ATTACHED);
  const written = new Map<string, { name: string; type: "application/pdf"; content: Buffer }[]>();
  for (const { locale } of people) {
    if (written.has(locale)) continue;
    const pdfs = [];
    for (const { id } of attached) {
      const { name, pdf } = await documentPdf(db, id, system, wordsOf(locale));
      pdfs.push({ name, type: "application/pdf" as const, content: pdf });
    }
    written.set(locale, pdfs);
  }
  const kind = fresh.every((one) => one.kind === "credit_note") ? "credit" : "bill";
  for (const person of people) {
    const words = wordsOf(person.locale);
    const params = { week: writtenDay(words, bill.week), amount: writtenMoney(words, money(bill.total, bill.currency)) };
    await mail.send({
      id: `documents-${attached[0]!.id}-${person.id}`,
      to: person.email,
      subject: words.t(`documents:mail.${kind}.subject`, params),
      attachments: written.get(person.locale)!,
      ...writeLetter({
        greeting: words.t("accounts:mail.greeting", { name: person.name }),
        lines: [words.t(`documents:mail.${kind}.text`, params)],
        action: { label: words.t("documents:mail.open"), href: `${publicUrl}/business/bills/${billId}` },
        closing: words.t("notifications:mail.closing"),
      }),
    });
  }
  const ids = fresh.map((one) => one.id);
  await db.transaction((tx) => markMailed(tx, { ids }, { actor: system, now }));
}
