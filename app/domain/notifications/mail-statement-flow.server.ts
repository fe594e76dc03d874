import { eq } from "drizzle-orm";
import type { Mailing } from "#app/domain/accounts/account-mails-flow.server.ts";
import { system } from "#app/domain/accounts/permissions.ts";
import { statementName } from "#app/domain/payouts/statement.ts";
import { markStatementMailed, statementPdf } from "#app/domain/payouts/statement-pdf.server.ts";
import { writeLetter } from "#app/edges/mail/letter.ts";
import type { MailEdge } from "#app/edges/mail/mail.server.ts";
import { type Words, writtenMonth } from "#app/edges/pdf/written.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { statements } from "#db/schema/payouts.ts";

/** Mails a month's statement to its agent, in the agent's language; once, only a mail that was cut off may come twice under the same id. */
export async function mailStatementFlow(
  db: Db,
  mail: MailEdge,
  { statementId }: { statementId: string },
  {
    now,
    publicUrl,
    wordsOf,
  }: { now: Date; publicUrl: string; wordsOf: (locale: Parameters<Mailing["translatorFor"]>[0]) => Words },
): Promise<void> {
  const [row] = await db
    .select({ statement: statements, agent: users })
    .from(statements)
    .innerJoin(users, eq(users.id, statements.agentId))
    .where(eq(statements.id, statementId));
  if (!row || row.statement.mailedAt || row.agent.suspendedAt) return;
  const { statement, agent } = row;
  const words = wordsOf(agent.locale);
  const { name, month, pdf } = await statementPdf(db, statementId, system, words);
  const params = { month: writtenMonth(words, month), number: statementName(statement) };
  await mail.send({
    id: `statement-${statementId}`,
    to: agent.email,
    subject: words.t("documents:mail.statement.subject", params),
    attachments: [{ name, type: "application/pdf", content: pdf }],
    ...writeLetter({
      greeting: words.t("accounts:mail.greeting", { name: agent.name }),
      lines: [words.t("documents:mail.statement.text", params)],
      action: { label: words.t("documents:mail.openStatement"), href: `${publicUrl}/agent/statements` },
      closing: words.t("notifications:mail.closing"),
    }),
  });
  await db.transaction((tx) => markStatementMailed(tx, { statementId }, { actor: system, now }));
}
