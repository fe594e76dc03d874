import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { documentPdf } from "#app/domain/billing/document-pdf.server.ts";
import { mailDocumentsFlow } from "#app/domain/notifications/mail-documents-flow.server.ts";
import { mailStatementFlow } from "#app/domain/notifications/mail-statement-flow.server.ts";
import { issueStatement, withoutStatement } from "#app/domain/payouts/issue-statement.server.ts";
import { statementName } from "#app/domain/payouts/statement.ts";
import { statementPdf, statementsOf } from "#app/domain/payouts/statement-pdf.server.ts";
import type { Mail } from "#app/edges/mail/mail.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { users } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import { statements } from "#db/schema/payouts.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, givenWorking, work } from "#tests/factories/billing.ts";
import { documentsOf } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { workOf } from "#workers/reactions.ts";

/** With plain spaces: Intl's are not all the same. */
const plain = (text: string) => text.replace(/\s/g, " ");

/** A mailbox, and what a flow is given beside it. */
function mailbox(world: MoneyWorld) {
  const sent: Mail[] = [];
  const mail = { send: async (one: Mail) => void sent.push(one) };
  return { sent, mail, settings: { now: world.now(), publicUrl: "https://deskhand.example", wordsOf } };
}

async function givenBill(world: MoneyWorld) {
  const working = await givenWorking(world);
  await work(world.db, working, "2026-11-12", 60);
  await world.advanceTo("2026-11-16T12:30Z");
  return { ...working, bill: await billOf(world.db, working.businessId) };
}

test("a bill's documents go to its owner and finance people as PDFs, once", async ({ world }) => {
  const { bill } = await givenBill(world);
  const { sent, mail, settings } = mailbox(world);
  for (const _ of [1, 2]) await mailDocumentsFlow(world.db, mail, { billId: bill.id }, settings);
  expect(sent).toHaveLength(2);
  for (const one of sent) {
    expect(one.attachments).toHaveLength(2);
    for (const { content, name } of one.attachments!) {
      expect(content.subarray(0, 5).toString()).toBe("%PDF-");
      expect(name).toMatch(/-2026-000001\.pdf$/);
    }
  }
  expect((await documentsOf(world.db, bill.id)).every((one) => one.mailedAt !== null)).toBe(true);
});

test("a closed bill is one mail to each: its amount in the reader's language, the documents with it; the product tells it too", async ({
  world,
}) => {
  const { bill, people } = await givenBill(world);
  await world.db.update(users).set({ locale: "fr" }).where(eq(users.id, people.finance.userId));
  const { sent, mail } = mailbox(world);
  // What the workers do with the event, again because a job may run twice.
  const [event] = await world.db.select().from(events).where(eq(events.name, "bill.closed"));
  const work = workOf(event!).filter(({ job }) => ["notify", "mail-documents"].includes(job.name));
  for (const { job, payload } of [...work, ...work]) await job.run(payload, { ...world.deps, mail });
  const [owner, finance] = await Promise.all(
    [people.owner, people.finance].map(async ({ userId }) => {
      const [one] = await world.db.select().from(users).where(eq(users.id, userId));
      return sent.filter(({ to }) => to === one!.email);
    }),
  );
  expect(sent).toHaveLength(2);
  // 60 minutes at 7.25, and the fee of 0.73.
  expect(owner!.map((one) => plain(one.subject))).toEqual(["Your bill for the week of 9 November 2026: 7.98 USD"]);
  expect(finance!.map((one) => plain(one.subject))).toEqual(["Votre facture pour la semaine du 9 novembre 2026 : 7,98 USD"]);
  expect(sent.map((one) => one.attachments?.length)).toEqual([2, 2]);
  const told = await world.db.select().from(notifications).where(eq(notifications.kind, "bill-closed"));
  expect(told.map((one) => one.userId).sort()).toEqual([people.owner.userId, people.finance.userId].sort());
  expect(told[0]!.href).toBe(`/business/bills/${bill.id}`);
});

test("an invoice's PDF says its title and language; strangers and those who may not see bills get none", async ({ world }) => {
  const { bill, people, freelancer } = await givenBill(world);
  const [mine, fee] = await documentsOf(world.db, bill.id);
  const { pdf } = await documentPdf(world.db, mine!.id, freelancer.agent, wordsOf("fr"));
  expect(pdf.toString("latin1")).toContain("/Lang (fr-FR)");
  expect((await documentPdf(world.db, fee!.id, people.finance, wordsOf("en"))).name).toBe("DH-2026-000001.pdf");
  const other = await givenOtherBusiness(world.db);
  const { agent: stranger } = await givenAgent(world.db, { now: world.now() });
  const wrong = [
    [mine!.id, people.viewer, Forbidden],
    [mine!.id, other.owner, NotFound],
    [mine!.id, stranger, NotFound],
    [fee!.id, freelancer.agent, NotFound],
  ] as const;
  for (const [id, actor, error] of wrong)
    await expect(documentPdf(world.db, id, actor, wordsOf("en"))).rejects.toBeInstanceOf(error);
});

test("an agent's statement of a month is issued once with a number without gaps, and mailed once", async ({ world }) => {
  const { agentId, freelancer, people } = await givenBill(world);
  expect(await withoutStatement(world.db, "2026-11")).toEqual([agentId]);
  const context = { actor: system, now: world.now() };
  const issue = (month: string) => world.db.transaction((tx) => issueStatement(tx, { agentId, month }, context));
  await Promise.all([issue("2026-11"), issue("2026-11"), issue("2026-11")]);
  await issue("2026-12");
  expect(await withoutStatement(world.db, "2026-11")).toEqual([]);
  const rows = await statementsOf(world.db, agentId, freelancer.agent);
  expect(rows.map((one) => [one.month, one.number])).toEqual([
    ["2026-12", 2],
    ["2026-11", 1],
  ]);
  const { sent, mail, settings } = mailbox(world);
  const [november] = rows.slice(-1);
  for (const _ of [1, 2]) await mailStatementFlow(world.db, mail, { statementId: november!.id }, settings);
  expect(sent).toMatchObject([{ attachments: [{ name: `${statementName(november!)}.pdf` }] }]);
  const [kept] = await world.db.select().from(statements);
  expect(kept!.issuedAt).toEqual(world.now());
  for (const actor of [people.owner, (await givenAgent(world.db, { now: world.now() })).agent])
    await expect(statementPdf(world.db, november!.id, actor, wordsOf("en"))).rejects.toBeInstanceOf(NotFound);
  await expect(
    world.db.transaction((tx) =>
      issueStatement(tx, { agentId, month: "2026-10" }, { actor: freelancer.agent, now: world.now() }),
    ),
  ).rejects.toThrow();
});
