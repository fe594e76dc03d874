import { desc, eq } from "drizzle-orm";
import { type Actor, type Context, permit } from "#app/domain/accounts/permissions.ts";
import { taxProfilesOf } from "#app/domain/taxes/tax-profiles.server.ts";
import { type PdfTable, writePdf } from "#app/edges/pdf/write-pdf.server.ts";
import { type Words, writtenDay, writtenMoney, writtenMonth, writtenShortDay } from "#app/edges/pdf/written.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { statements } from "#db/schema/payouts.ts";
import type { Standings } from "./earnings.ts";
import { type Statement, statementOf } from "./statement.server.ts";
import { monthBounds, statementKind, statementName } from "./statement.ts";

/** An agent's numbered statements, newest first. One query. @throws NotFound, Forbidden */
export async function statementsOf(db: Queryable, agentId: string, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  return db.select().from(statements).where(eq(statements.agentId, agentId)).orderBy(desc(statements.month)).limit(60);
}

/** A statement as a PDF in the reader's language; its figures come from the ledger, which does not change. @throws NotFound, Forbidden */
export async function statementPdf(
  db: Queryable,
  statementId: string,
  actor: Actor,
  words: Words,
): Promise<{ name: string; month: string; pdf: Buffer }> {
  const [statement] = await db.select().from(statements).where(eq(statements.id, statementId));
  if (!statement) throw new NotFound();
  const { agentId, month, issuedAt } = statement;
  const found = await statementOf(db, agentId, monthBounds(month), actor);
  const [party] = (await taxProfilesOf(db, [{ kind: "agent", id: agentId }])).values();
  const { t } = words;
  const number = statementName(statement);
  const pdf = await writePdf({
    lang: words.intl,
    heading: t("documents:statement"),
    number,
    issuedAt,
    facts: [
      { label: t("documents:facts.month"), value: writtenMonth(words, month) },
      { label: t("documents:facts.issued"), value: writtenDay(words, issuedAt) },
    ],
    parties: [
      {
        label: t("documents:to"),
        name: party?.name ?? "",
        lines: [
          ...(party?.lines ?? []),
          ...(party ? [words.countryName(party.country)] : []),
          ...(party?.vatNumber ? [t("documents:taxNumber", { number: party.vatNumber })] : []),
        ],
      },
    ],
    notes: [t("documents:statementText"), ...(found.length === 0 ? [t("documents:nothingMoved")] : [])],
    tables: found.map((one) => tableOf(one, words)),
    closing: [],
    footer: "Deskhand",
    pageOf: (page, pages) => t("documents:pageOf", { page, pages }),
  });
  return { name: `${number}.pdf`, month, pdf };
}

/** Earned, on its way or available: everything that is with Deskhand. */
const withDeskhand = ({ pending, held, available, in_transit }: Standings) => pending + held + available + in_transit;

function tableOf({ currency, opening, lines, closing }: Statement, words: Words): PdfTable {
  const { t } = words;
  const amount = (minor: bigint) => writtenMoney(words, money(minor, currency));
  const balance = (label: string, at: Standings) => ({ cells: ["", label, "", amount(withDeskhand(at))], strong: true });
  return {
    title: currency,
    columns: [
      { label: t("documents:columns.date"), width: 2 },
      { label: t("documents:columns.what"), width: 5 },
      { label: t("documents:columns.change"), width: 2.2, align: "right" },
      { label: t("documents:columns.balance"), width: 2.2, align: "right" },
    ],
    rows: [
      balance(t("documents:opening"), opening),
      ...lines.map((line) => ({
        cells: [
          writtenShortDay(words, line.occurredAt),
          t(`payouts:statement.kinds.${statementKind(line)}`, { business: line.businessName ?? "" }) +
            (line.week ? ` · ${t("documents:weekOf", { week: writtenDay(words, line.week) })}` : ""),
          line.change === 0n ? "–" : amount(line.change),
          amount(withDeskhand(line.after)),
        ],
      })),
      balance(t("documents:closingBalance"), closing),
    ],
  };
}

/** A statement went out by mail: the first time stays. @throws Forbidden for people */
export async function markStatementMailed(
  tx: Tx,
  { statementId }: { statementId: string },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "ledger.post");
  await tx.update(statements).set({ mailedAt: now }).where(eq(statements.id, statementId));
}
