import { eq } from "drizzle-orm";
import type { Actor, Context } from "#app/domain/accounts/permissions.ts";
import { acceptDispute, contestDispute } from "#app/domain/disputes/answer-dispute.server.ts";
import { decideDispute } from "#app/domain/disputes/decide-dispute.server.ts";
import { openDispute, paidSegments } from "#app/domain/disputes/open-dispute.server.ts";
import { withdrawDispute } from "#app/domain/disputes/withdraw-dispute.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { newId } from "#app/kernel/ids.ts";
import { toMajor } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { invoices, refunds } from "#db/schema/billing.ts";
import { disputes } from "#db/schema/disputes.ts";
import { timesheets } from "#db/schema/timesheets.ts";

export async function timesheetOf(db: Db, { contract }: { contract: { id: string } }) {
  const [timesheet] = await db.select().from(timesheets).where(eq(timesheets.contractId, contract.id));
  if (!timesheet) throw new Error("the week is not frozen");
  return timesheet;
}

/** Ids of the segments of a week, in order of start. */
export async function segmentsOfWeek(db: Db, timesheetId: string): Promise<string[]> {
  return (await paidSegments(db, timesheetId)).map((one) => one.id);
}

interface Opening {
  timesheetId: string;
  segmentIds: string[];
  disputeId?: string;
}

/** The business names segments as time that was not worked. */
export async function dispute(db: Db, { timesheetId, segmentIds, disputeId = newId() }: Opening, context: Context) {
  const statement = "Nobody answered the chat in this time, our queue report says.";
  await db.transaction((tx) => openDispute(tx, { disputeId, timesheetId, segmentIds, reason: "not-worked", statement }, context));
  return disputeOf(db, disputeId);
}

export async function disputeOf(db: Db, disputeId: string) {
  const [row] = await db.select().from(disputes).where(eq(disputes.id, disputeId));
  if (!row) throw new Error("there is no such dispute");
  return row;
}

type Which = { id: string };
export const contest = (db: Db, { id }: Which, context: Context) =>
  db.transaction((tx) => contestDispute(tx, { disputeId: id, answer: "I wrote the guide that you had asked for." }, context));
export const agree = (db: Db, { id }: Which, context: Context) =>
  db.transaction((tx) => acceptDispute(tx, { disputeId: id }, context));
export const withdraw = (db: Db, { id }: Which, context: Context) =>
  db.transaction((tx) => withdrawDispute(tx, { disputeId: id }, context));
export const decide = (
  db: Db,
  { id }: Which,
  decision: { upheld: string[]; refundTo?: "card" | "credit"; repays?: boolean },
  context: Context,
) =>
  db.transaction((tx) =>
    decideDispute(
      tx,
      { disputeId: id, refundTo: "card", repays: false, decision: "The diary shows no work in this time.", ...decision },
      context,
    ),
  );

/** Where the money of a dispute can stand, major units, each on its own side. */
export async function moneyOfDispute(db: Db, { businessId, agentId }: { businessId: string; agentId: string }, currency = "USD") {
  const of = async (account: AccountRef) => toMajor(await balanceOf(db, account));
  return {
    pending: await of(accounts.pending(agentId, currency)),
    held: await of(accounts.held(agentId, currency)),
    available: await of(accounts.available(agentId, currency)),
    owed: await of(accounts.owed(agentId, currency)),
    fees: await of(accounts.fees(currency)),
    writeOffs: await of(accounts.writeOffs(currency)),
    credit: await of(accounts.credit(businessId, currency)),
    receivable: await of(accounts.receivable(businessId, currency)),
  };
}

export async function refundOf(db: Db, disputeId: string) {
  const [row] = await db.select().from(refunds).where(eq(refunds.disputeId, disputeId));
  return row ?? null;
}

/** Totals of a bill's credit notes by issuer, major units without currency. */
export async function creditNotesOf(db: Db, billId: string): Promise<string[]> {
  const rows = await db.select().from(invoices).where(eq(invoices.billId, billId));
  return rows
    .filter((one) => one.kind === "credit_note")
    .map((one) => `${one.issuerKind} ${toMajor({ minor: one.total, currency: one.currency })}`)
    .sort();
}

export const by = (actor: Actor, now: Date): Context => ({ actor, now });
