import { asc, desc, isNull, sql } from "drizzle-orm";
import { FUNDS } from "#app/domain/payouts/payout.ts";
import { proveLedgerFlow } from "#app/domain/reconciliation/prove-ledger-flow.server.ts";
import { reconcileStripeFlow } from "#app/domain/reconciliation/reconcile-stripe-flow.server.ts";
import { startReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { cardSetups, charges, prepayments, refunds, termsInvoices } from "#db/schema/billing.ts";
import { inbox, runs } from "#db/schema/kernel.ts";
import { ledgerProofs } from "#db/schema/ledger.ts";
import { payouts } from "#db/schema/payouts.ts";
import { reconciliationItems, reconciliationRuns } from "#db/schema/reconciliation.ts";
import { unrelayedEvents } from "#workers/relay.ts";
import type { Invariant } from "./invariant.ts";
import { BEGIN } from "./world.ts";

export const booksInvariants = {
  // First: the reconciliation below records an event of its own.
  "no event is unrelayed, no message unhandled, no job given up for good": async ({ db, queue }) => {
    const broken: string[] = [];
    const events = await unrelayedEvents(db);
    if (events > 0) broken.push(`${events} events were not relayed`);
    const messages = await db.select().from(inbox).where(isNull(inbox.handledAt)).orderBy(asc(inbox.receivedAt));
    broken.push(...messages.map((one) => `${one.type} ${one.externalId} was not handled`));
    for (const { name, payload, error } of queue.givenUpForGood())
      broken.push(`${name} ${JSON.stringify(payload)} was given up: ${error}`);
    return broken;
  },
  /** Sums made here, from the postings alone. */
  "debits are credits in every currency": async ({ db }) => {
    const rows = await db.execute<{ currency: string; net: string }>(sql`
      select currency, sum(debits - credits)::text as net from (
        select right(debit_account, 3) as currency, amount as debits, 0 as credits from ledger_postings
        union all select right(credit_account, 3), 0, amount from ledger_postings) legs group by currency`);
    return rows.filter((row) => row.net !== "0").map((row) => `${row.currency} is off by ${row.net}`);
  },
  "running balances are the sums of all postings": async ({ db }) => {
    const rows = await db.execute<{ id: string; running: string; summed: string }>(sql`
      select b.id, b.net::text as running, coalesce(s.net, 0)::text as summed from
        (select account_id as id, sum(debits - credits) as net from ledger_balances group by 1) b
        left join (select id, sum(net) as net from (select debit_account as id, amount as net from ledger_postings
          union all select credit_account, -amount from ledger_postings) legs group by 1) s on s.id = b.id
      where b.net is distinct from coalesce(s.net, 0)`);
    return rows.map((row) => `${row.id} runs at ${row.running}, its postings say ${row.summed}`);
  },
  "no account of an agent is below zero": async ({ db }) => {
    const rows = await db.execute<{ id: string; net: string }>(sql`
      select a.id, sum(case a.normal_side when 'debit' then b.debits - b.credits else b.credits - b.debits end)::text as net
      from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.kind like 'agent:%' or a.kind = 'business:credit' group by a.id
      having sum(case a.normal_side when 'debit' then b.debits - b.credits else b.credits - b.debits end) < 0`);
    return rows.map((row) => `${row.id} stands at ${row.net}`);
  },
  "the proof holds, with Stripe's own balances on both rails": async ({ db, stripe, deps }) => {
    const { holds } = await proveLedgerFlow(db, stripe, {}, deps.context());
    if (holds) return [];
    const [proof] = await db.select().from(ledgerProofs).orderBy(desc(ledgerProofs.provedAt)).limit(1);
    const off = proof!.stripe.filter((one) => one.ours !== one.theirs);
    return [JSON.stringify({ differences: proof!.differences, stripe: off })];
  },
  "every movement at Stripe has its posting, and every posting its movement": async ({ db, stripe, deps, now }) => {
    // The same instant belongs to the span no more; nothing may be late by now.
    const context = { ...deps.context(), now: addMinutes(now(), 3 * 24 * 60) };
    const { id } = await db.transaction((tx) => startReconciliation(tx, { from: BEGIN, to: context.now }, context));
    await reconcileStripeFlow(db, stripe, { runId: id }, context);
    const [run] = await db.select().from(reconciliationRuns).where(sql`${reconciliationRuns.id} = ${id}`);
    if (run!.breaks === 0 && run!.timing === 0) return [];
    const items = await db
      .select()
      .from(reconciliationItems)
      .where(sql`${reconciliationItems.runId} = ${id} and ${reconciliationItems.class} <> 'matched'`);
    return items.map((one) => `${one.class} ${one.reportingCategory} ${one.sourceId}: theirs ${one.theirs}, ours ${one.ours}`);
  },
  "clearing is at zero when nothing is on its way": async ({ db }) => {
    const rows = await db.execute<{ id: string; net: string }>(sql`
      select account_id as id, sum(debits - credits)::text as net from ledger_balances
      where account_id like 'clearing:%' group by 1 having sum(debits - credits) <> 0`);
    return rows.map((row) => `${row.id} stands at ${row.net}`);
  },
  "nothing is stuck half way": async ({ db, stripe }) => {
    const broken: string[] = [];
    const open = await db.select().from(charges).where(sql`${charges.state} = 'reserved'`);
    broken.push(...open.map((one) => `charge ${one.id} is still reserved`));
    const moving = await db.select().from(payouts).where(sql`${payouts.state} in ('reserved', 'held', 'transferred', 'sent')`);
    const { available } = await stripe.balance.retrieve();
    // Chargebacks may leave the platform with less at Stripe than agents are to get: those payouts wait for funds.
    const poor = ({ holdReason, amount, currency }: (typeof moving)[number]) =>
      holdReason === FUNDS && available.some((one) => one.currency === currency.toLowerCase() && BigInt(one.amount) < amount);
    const stuck = moving.filter((one) => !(one.state === "held" && poor(one)));
    broken.push(...stuck.map((one) => `payout ${one.id} on rail ${one.rail} is still ${one.state}`));
    const returning = await db.select().from(refunds).where(sql`${refunds.state} = 'reserved'`);
    broken.push(...returning.map((one) => `refund ${one.id} is still reserved`));
    const ahead = await db.select().from(prepayments).where(sql`${prepayments.state} = 'reserved'`);
    broken.push(...ahead.map((one) => `payment ahead ${one.id} is still reserved`));
    const invoicing = await db.select().from(termsInvoices).where(sql`${termsInvoices.state} = 'reserved'`);
    broken.push(...invoicing.map((one) => `invoice ${one.id} is still reserved`));
    // A visit that nobody ended is left open; one that was ended at Stripe is known here.
    for (const { id, stripeSessionId } of await db.select().from(cardSetups).where(sql`${cardSetups.state} = 'open'`))
      if ((await stripe.checkout.sessions.retrieve(stripeSessionId!)).status === "complete")
        broken.push(`card setup ${id} is still open here, and complete at Stripe`);
    const undone = await db.select().from(runs).where(sql`${runs.state} <> 'finished'`);
    broken.push(...undone.map((one) => `run ${one.id} is ${one.state}`));
    return broken;
  },
} satisfies Record<string, Invariant>;
