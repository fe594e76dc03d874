import { sql } from "drizzle-orm";
import { payoutMinimum } from "#app/domain/payouts/minimums.ts";
import { recoveryShare } from "#app/domain/payouts/recovery.ts";
import { addDays, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { Invariant } from "./invariant.ts";
import type { MoneyWorld } from "./world.ts";

/** Rows of a query whose columns are texts. */
async function read<Names extends string>({ db }: MoneyWorld, query: ReturnType<typeof sql>) {
  return db.execute<Record<Names, string>>(query);
}

const held = sql`(select timesheet_id as id, sum(case when state = 'open' then from_pending + from_available else taken end) as amount from pay_holds group by 1)`;
const released = sql`(select timesheet_id as id, sum(amount) as amount from payout_releases where timesheet_id is not null group by 1)`;
const billed = sql`(select l.timesheet_id as id, sum(l.amount + l.tax) as amount, min(i.bill_id::text) as bill from invoice_lines l join invoices i on i.id = l.invoice_id where l.kind = 'work' group by 1)`;

export const payInvariants = {
  "a week's pay is its rate times its minutes, rounded once, with a fee of a tenth": async ({ db }, cast) => {
    const broken: string[] = [];
    const rows = await db.select().from(timesheets);
    for (const working of cast.workings) {
      for (const [week, minutes] of working.minutes) {
        const row = rows.find((one) => one.contractId === working.contractId && one.week === week);
        // Half up, written out here on purpose: the product's own function is under test.
        const pay = (working.rate * BigInt(minutes) * 2n + 60n) / 120n;
        const fee = (pay * 1_000n * 2n + 10_000n) / 20_000n;
        if (!row) broken.push(`${working.contractId} ${week}: ${minutes} minutes were worked, no timesheet was made`);
        else if (row.pay !== pay || row.fee !== fee)
          broken.push(`${row.id}: ${minutes} minutes are ${pay} + ${fee}, the timesheet says ${row.pay} + ${row.fee}`);
      }
    }
    return broken;
  },
  "segments share their week's pay to the cent": async (world) => {
    const rows = await read<"id" | "pay" | "shared">(
      world,
      sql`select t.id, t.pay::text as pay, coalesce(sum(s.pay), 0)::text as shared from timesheets t
        left join timesheet_segments s on s.timesheet_id = t.id group by t.id having t.pay <> coalesce(sum(s.pay), 0)`,
    );
    return rows.map((row) => `${row.id} pays ${row.pay}, its segments ${row.shared}`);
  },
  "an approved week is paid out, available, held, or waits for a reason": async (world) => {
    const rows = await read<"id" | "billed" | "pending" | "covered" | "bill" | "unbilled" | "state" | "frozen">(
      world,
      sql`select t.id, t.state, coalesce(b.amount, 0)::text as billed, (coalesce(b.amount, 0) - coalesce(r.amount, 0) - coalesce(h.amount, 0))::text as pending,
          coalesce(p.protected_pay, 0)::text as covered, bills.state as bill, (t.pay + t.fee)::text as unbilled,
          exists (select 1 from chargebacks c where c.bill_id = bills.id and c.state in ('needsResponse', 'underReview'))::text as frozen
        from timesheets t left join ${billed} b on b.id = t.id left join ${released} r on r.id = t.id left join ${held} h on h.id = t.id
        left join bills on bills.id::text = b.bill left join week_protections p on p.timesheet_id = t.id
        where t.pay > 0 and t.available_at <= ${addDays(world.now(), -7).toISOString()}::timestamptz`,
    );
    const broken: string[] = [];
    for (const { id, bill, state, ...row } of rows) {
      const pending = BigInt(row.pending);
      const total = BigInt(row.billed);
      if (state === "inReview") broken.push(`${id} is still in review`);
      if (!bill) {
        // Too little to be charged waits for the next close.
        if (BigInt(row.unbilled) >= 50n) broken.push(`${id} was never billed`);
      } else if (pending < 0n) broken.push(`${id}: ${-pending} more than its ${total} were released`);
      else if (pending > 0n && row.frozen !== "true") {
        const waits = bill !== "paid" && total - pending >= BigInt(row.covered);
        if (!waits)
          broken.push(`${id}: ${pending} of ${total} are pending although its bill is ${bill} (${row.covered} protected)`);
      }
    }
    return broken;
  },
  "of a week that nobody ever paid no more is released than is protected, and that is advanced": async (world) => {
    const rows = await read<"id" | "released" | "covered" | "advanced" | "lowered">(
      world,
      sql`select t.id, coalesce(r.amount, 0)::text as released, trunc(b.amount * coalesce(p.protected_pay, 0) / t.pay)::text as covered,
          coalesce((select sum(a.amount) from advances a where a.timesheet_id = t.id), 0)::text as advanced,
          (bills.state = 'writtenOff' or bills.credit_applied > 0 or bills.refunded > 0 or exists (select 1 from pay_holds h where h.timesheet_id = t.id))::text as lowered
        from timesheets t join ${billed} b on b.id = t.id left join ${released} r on r.id = t.id join bills on bills.id::text = b.bill
        left join week_protections p on p.timesheet_id = t.id
        where t.pay > 0 and bills.state <> 'paid' and not exists (select 1 from charges c where c.bill_id = bills.id and c.state = 'succeeded')
          and not exists (select 1 from chargebacks c where c.business_id = bills.business_id)`,
    );
    return rows.flatMap(({ id, lowered, ...row }) => {
      const [free, covered, advanced] = [BigInt(row.released), BigInt(row.covered) + 1n, BigInt(row.advanced)];
      return [
        ...(free > covered ? [`${id}: ${free} are available, ${covered} protected, and its business has paid nothing`] : []),
        // Credit, credit notes and a claim that was given up make an advance smaller, disputes what is available.
        ...(lowered === "false" && free !== advanced
          ? [`${id}: ${free} are available ahead of its business, ${advanced} advanced`]
          : []),
      ];
    });
  },
  "what weeks and bonuses have pending is the ledger's pending": async (world) => {
    const rows = await read<"id" | "ours" | "ledger">(
      world,
      sql`with weeks as (select t.agent_id, t.currency, coalesce(b.amount, 0) - coalesce(r.amount, 0) - coalesce(h.amount, 0) as amount
          from timesheets t left join ${billed} b on b.id = t.id left join ${released} r on r.id = t.id left join ${held} h on h.id = t.id
          union all select i.issuer_id::uuid, l.currency, l.amount + l.tax - coalesce((select sum(r.amount) from payout_releases r where r.key = 'bonus:' || l.bonus_id), 0)
          from invoice_lines l join invoices i on i.id = l.invoice_id where l.kind = 'bonus'),
        sums as (select 'agent:' || agent_id || ':pending:' || currency as id, sum(amount) as amount from weeks group by 1),
        books as (select account_id as id, sum(credits - debits) as amount from ledger_balances where account_id like 'agent:%:pending:%' group by 1)
        select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
        from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`,
    );
    return rows.map((row) => `${row.id}: weeks say ${row.ours}, the ledger ${row.ledger}`);
  },
  "holds are the ledger's held": async (world) => {
    const rows = await read<"id" | "ours" | "ledger">(
      world,
      sql`with sums as (select 'agent:' || agent_id || ':held:' || currency as id, sum(from_pending + from_available) as amount from pay_holds where state = 'open' group by 1),
        books as (select account_id as id, sum(credits - debits) as amount from ledger_balances where account_id like 'agent:%:held:%' group by 1)
        select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
        from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`,
    );
    return rows.map((row) => `${row.id}: open holds say ${row.ours}, the ledger ${row.ledger}`);
  },
  "releases that no payout took are the ledger's available": async (world) => {
    const rows = await read<"id" | "ours" | "ledger">(
      world,
      sql`with sums as (select 'agent:' || agent_id || ':available:' || currency as id, sum(amount) as amount from payout_releases where payout_id is null group by 1),
        books as (select account_id as id, sum(credits - debits) as amount from ledger_balances where account_id like 'agent:%:available:%' group by 1)
        select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
        from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`,
    );
    return rows.map((row) => `${row.id}: releases say ${row.ours}, the ledger ${row.ledger}`);
  },
  "a payout is the sum of what it is made of, and nothing is in two": async (world) => {
    const sums = await read<"id" | "amount" | "items">(
      world,
      sql`select p.id, (p.amount + p.recovered)::text as amount, coalesce(sum(r.amount), 0)::text as items from payouts p
        left join payout_items i on i.payout_id = p.id left join payout_releases r on r.id = i.release_id
        group by p.id having p.amount + p.recovered <> coalesce(sum(r.amount), 0)`,
    );
    const living = await read<"id" | "n">(
      world,
      sql`select r.id, count(p.id)::text as n from payout_releases r join payout_items i on i.release_id = r.id
        join payouts p on p.id = i.payout_id and p.state <> 'failed' group by r.id having count(p.id) > 1`,
    );
    const dangling = await read<"id" | "state">(
      world,
      sql`select r.id, p.state from payout_releases r join payouts p on p.id = r.payout_id where p.state = 'failed'`,
    );
    return [
      ...sums.map((row) => `payout ${row.id} is ${row.amount}, its items are ${row.items}`),
      ...living.map((row) => `release ${row.id} is in ${row.n} living payouts`),
      ...dangling.map((row) => `release ${row.id} still belongs to a payout that failed`),
    ];
  },
  "payouts are the ledger's in transit and paid out": async (world) => {
    const rows = await read<"id" | "ours" | "ledger">(
      world,
      sql`with sums as (
          select 'agent:' || agent_id || ':paid_out:' || currency as id, sum(amount) as amount from payouts where state = 'paid' group by 1
          union all select 'agent:' || agent_id || ':in_transit:' || currency, sum(amount) from payouts where state not in ('paid', 'failed') group by 1),
        books as (select account_id as id, sum(credits - debits) as amount from ledger_balances
          where (account_id like 'agent:%:paid_out:%' or account_id like 'agent:%:in_transit:%') and currency in ('USD', 'EUR', 'GBP') group by 1)
        select coalesce(s.id, b.id) as id, coalesce(s.amount, 0)::text as ours, coalesce(b.amount, 0)::text as ledger
        from sums s full join books b on b.id = s.id where coalesce(s.amount, 0) <> coalesce(b.amount, 0)`,
    );
    return rows.map((row) => `${row.id}: payouts say ${row.ours}, the ledger ${row.ledger}`);
  },
  "what is available waits for a reason": async (world) => {
    // The last Wednesday that paid; what came later waits for the next.
    const paid = addDays(startOfWeek(weekOf(world.now())), -5 + 13 / 24);
    const rows = await read<
      "agent_id" | "currency" | "amount" | "owed" | "state" | "country" | "usable" | "came" | "schedule" | "minimum" | "signed"
    >(
      world,
      sql`select r.agent_id, r.currency, sum(r.amount)::text as amount, a.state, a.country, a.usable_from::text as usable,
          max(r.released_at)::text as came, p.schedule, p.minimum::text as minimum, t.signed_at::text as signed,
          coalesce((select sum(o.amount - o.recovered) from recoveries o where o.agent_id = r.agent_id and o.currency = r.currency and o.closed_at is null), 0)::text as owed
        from payout_releases r left join payout_accounts a on a.agent_id = r.agent_id left join payout_preferences p on p.agent_id = r.agent_id
        left join tax_profiles t on t.subject_id = r.agent_id and t.subject_kind = 'agent'
        where r.payout_id is null
          and not exists (select 1 from payouts h where h.agent_id = r.agent_id and h.currency = r.currency and h.state = 'held')
        group by r.agent_id, r.currency, a.agent_id, p.agent_id, t.subject_id, t.subject_kind`,
    );
    const before = (at: string | null) => at !== null && new Date(at) < paid;
    return rows
      .filter((row) => row.state === "active" && before(row.usable) && before(row.came) && row.signed !== null)
      .filter((row) => (row.schedule ?? "weekly") === "weekly" && BigInt(row.amount) >= BigInt(row.minimum ?? 0))
      .filter(
        (row) =>
          BigInt(row.amount) - recoveryShare(BigInt(row.amount), BigInt(row.owed)) >= payoutMinimum(row.currency, row.country),
      )
      .map((row) => `${row.amount} ${row.currency} of ${row.agent_id} were not paid on Wednesday (since ${row.came})`);
  },
} satisfies Record<string, Invariant>;
