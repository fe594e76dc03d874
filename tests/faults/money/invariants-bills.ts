import { sql } from "drizzle-orm";
import type { Invariant } from "./invariant.ts";

export const billInvariants = {
  "a bill is its documents, and they are their lines": async ({ db }) => {
    const bills = await db.execute<{ id: string; bill: string; documents: string }>(sql`
      select b.id, b.pay || ' ' || b.fee || ' ' || b.tax || ' ' || b.total as bill,
        coalesce(sum(l.pay), 0) || ' ' || coalesce(sum(l.fee), 0) || ' ' || coalesce(sum(i.tax), 0) || ' ' || coalesce(sum(i.total), 0) as documents
      from bills b left join invoices i on i.bill_id = b.id and i.kind = 'invoice'
      left join lateral (select sum(amount) filter (where kind in ('work', 'bonus')) as pay, sum(amount) filter (where kind in ('fee', 'bonus_fee')) as fee
        from invoice_lines where invoice_id = i.id) l on true
      group by b.id`);
    const documents = await db.execute<{ id: string; document: string; lines: string }>(sql`
      select i.id, i.net || ' ' || i.tax || ' ' || i.total as document, sum(l.amount) || ' ' || sum(l.tax) || ' ' || sum(l.amount + l.tax) as lines
      from invoices i left join invoice_lines l on l.invoice_id = i.id group by i.id`);
    return [
      ...bills
        .filter((row) => row.bill !== row.documents)
        .map((row) => `bill ${row.id} is ${row.bill}, its documents ${row.documents}`),
      ...documents
        .filter((row) => row.document !== row.lines)
        .map((row) => `document ${row.id} is ${row.document}, its lines ${row.lines}`),
    ];
  },
  "numbers have no gaps": async ({ db }) => {
    const rows = await db.execute<{ series: string; year: string; n: string; least: string; most: string; last: string }>(sql`
      select d.series, d.year::text, count(d.number)::text as n, min(d.number)::text as least, max(d.number)::text as most, max(n.last)::text as last
      from (select series, year, number from invoices union all select series, year, number from statements) d
      left join invoice_numbers n on n.series = d.series and n.year = d.year
      group by d.series, d.year having count(*) <> max(d.number) or min(d.number) <> 1 or max(n.last) is distinct from max(d.number)`);
    return rows.map(
      (row) => `${row.series} ${row.year}: ${row.n} numbers from ${row.least} to ${row.most}, the next after ${row.last}`,
    );
  },
  "what a business owes is what its bills say, less what was advanced on them": async ({ db }) => {
    const rows = await db.execute<{ id: string; ours: string; ledger: string }>(sql`
      with owed as (select b.business_id, b.currency, greatest(b.total - b.credit_applied - b.refunded, 0)
          - coalesce((select sum(a.amount) from advances a where a.bill_id = b.id and a.state = 'open'), 0) as amount
        from bills b where b.state not in ('paid', 'writtenOff')),
      sums as (select 'business:' || business_id || ':receivable:' || currency as id, sum(amount) as amount from owed group by 1),
      books as (select account_id as id, sum(debits - credits) as amount from ledger_balances where account_id like 'business:%:receivable:%' group by 1)
      select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
      from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`);
    return rows.map((row) => `${row.id}: bills say ${row.ours}, the ledger ${row.ledger}`);
  },
  "open advances are the ledger's advances": async ({ db }) => {
    const rows = await db.execute<{ id: string; ours: string; ledger: string }>(sql`
      with sums as (select 'platform:advances:' || currency as id, sum(amount) as amount from advances where state = 'open' group by 1),
      books as (select account_id as id, sum(debits - credits) as amount from ledger_balances where account_id like 'platform:advances:%' group by 1)
      select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
      from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`);
    return rows.map((row) => `${row.id}: advances say ${row.ours}, the ledger ${row.ledger}`);
  },
  "fees are what the fee documents say": async ({ db }) => {
    const rows = await db.execute<{ currency: string; ours: string; ledger: string }>(sql`
      with sums as (select currency, sum(case when kind in ('fee', 'bonus_fee') then amount when kind = 'fee_credit' then -amount end) as amount
        from invoice_lines where kind in ('fee', 'bonus_fee', 'fee_credit') group by 1),
      books as (select currency, sum(credits - debits) as amount from ledger_balances where account_id like 'platform:fees:%' group by 1)
      select coalesce(s.currency, b.currency) as currency, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
      from sums s full join books b on b.currency = s.currency where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`);
    return rows.map((row) => `${row.currency}: documents say ${row.ours}, the ledger ${row.ledger}`);
  },
  "tax on fees is what the fee documents say": async ({ db }) => {
    const rows = await db.execute<{ currency: string; ours: string; ledger: string }>(sql`
      with sums as (select currency, sum(case kind when 'invoice' then tax else -tax end) as amount from invoices where issuer_kind = 'platform' group by 1),
      books as (select currency, sum(credits - debits) as amount from ledger_balances where account_id like 'tax:%' group by 1)
      select coalesce(s.currency, b.currency) as currency, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
      from sums s full join books b on b.currency = s.currency where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`);
    return rows.map((row) => `${row.currency}: documents say ${row.ours}, the ledger ${row.ledger}`);
  },
  "what a dispute gave back stands on credit notes": async ({ db }) => {
    const rows = await db.execute<{ id: string; upheld: string; credited: string }>(sql`
      select d.timesheet_id as id, d.upheld::text, coalesce(l.amount, 0)::text as credited
      from (select timesheet_id, sum(upheld) as upheld from disputes where state in ('decided', 'agreed') group by 1) d
      left join (select timesheet_id, sum(amount) as amount from invoice_lines where kind = 'work_credit' group by 1) l using (timesheet_id)
      where d.upheld <> coalesce(l.amount, 0)`);
    return rows.map((row) => `week ${row.id}: ${row.upheld} were upheld, credit notes say ${row.credited}`);
  },
  "recoveries are what agents owe": async ({ db }) => {
    const rows = await db.execute<{ id: string; ours: string; ledger: string }>(sql`
      with sums as (select 'agent:' || agent_id || ':owed:' || currency as id, sum(amount - recovered) as amount from recoveries where closed_at is null group by 1),
      books as (select account_id as id, sum(debits - credits) as amount from ledger_balances where account_id like 'agent:%:owed:%' group by 1)
      select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
      from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`);
    return rows.map((row) => `${row.id}: recoveries say ${row.ours}, the ledger ${row.ledger}`);
  },
  // Fee that finance gives back later is a line of its own ("fee_credit").
  "a bonus stands on one bill, as it was given, or on none": async ({ db }) => {
    const rows = await db.execute<{ id: string; state: string; given: string; billed: string }>(sql`
      select b.id, b.state, b.amount || ' ' || b.fee as given, coalesce(string_agg(l.kind || ' ' || l.amount, ', ' order by l.kind), '') as billed
      from bonuses b left join invoice_lines l on l.bonus_id = b.id and l.kind in ('bonus', 'bonus_fee') group by b.id
      having coalesce(string_agg(l.kind || ' ' || l.amount, ', ' order by l.kind), '')
        <> case b.state when 'billed' then 'bonus ' || b.amount || case when b.fee > 0 then ', bonus_fee ' || b.fee else '' end else '' end`);
    return rows.map((row) => `bonus ${row.id} is ${row.state} of ${row.given}, documents say ${row.billed || "nothing"}`);
  },
  "a payment ahead is taken once": async ({ db, stripe }) => {
    const ours = await db.execute<{ id: string; amount: string }>(
      sql`select id, amount::text from prepayments where state = 'succeeded'`,
    );
    const left = new Map(ours.map((row) => [row.id, row.amount]));
    const broken: string[] = [];
    for await (const { id, status, amount, metadata } of stripe.paymentIntents.list({ limit: 100 })) {
      const prepaymentId = metadata.prepaymentId;
      if (status !== "succeeded" || !prepaymentId) continue;
      if (left.get(prepaymentId) !== String(amount))
        broken.push(`${id} took ${amount} for ${prepaymentId}, ours says ${left.get(prepaymentId)}`);
      left.delete(prepaymentId);
    }
    return [...broken, ...[...left].map(([id, amount]) => `payment ahead ${id} of ${amount} is not at Stripe`)];
  },
} satisfies Record<string, Invariant>;
