import { type SQL, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { reviewIsDue } from "#app/domain/reviews/reviews.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { agentKinds, businessKinds, type Waiting, type WaitingKind } from "./waiting.ts";

/** So many of each kind are listed; the rest stands behind a link. */
const SHOWN = 4;

type Row = {
  kind: WaitingKind;
  id: string;
  who: string;
  what: string;
  due: string | null;
  n: number;
  amount: string | null;
  currency: string | null;
  total: number;
};

const none = sql`null::float8, 1, null::text, null::text`;
const until = (column: SQL) => sql`extract(epoch from ${column})::float8 * 1000, 1, null::text, null::text`;

/** Everything that waits for an agent's answer, in one query. @throws NotFound, Forbidden */
export async function waitingForAgent(db: Queryable, agentId: string, actor: Actor, now: Date): Promise<Waiting[]> {
  permit(actor, "hiring.view", { agentId });
  return ask(db, agentKinds, [
    sql`select 'dispute', d.id::text, b.name, c.title, extract(epoch from d.answer_due_at)::float8 * 1000, 1,
          d.claimed::text, d.currency::text, (count(*) over ())::int
        from disputes d join contracts c on c.id = d.contract_id join businesses b on b.id = d.business_id
        where d.agent_id = ${agentId} and d.state = 'open' order by d.answer_due_at limit ${SHOWN}`,
    sql`select 'question', t.id::text, b.name, c.title, ${none}, (count(*) over ())::int
        from week_questions q join timesheets t on t.id = q.timesheet_id join contracts c on c.id = t.contract_id join businesses b on b.id = t.business_id
        where t.agent_id = ${agentId} and not q.answered order by q.asked_at limit ${SHOWN}`,
    weekChanges(sql`w.agent_id = ${agentId}`, "business", sql`b.name`),
    sql`select 'offer', o.id::text, b.name, o.title, ${until(sql`o.expires_at`)}, (count(*) over ())::int
        from offers o join businesses b on b.id = o.business_id
        where o.agent_id = ${agentId} and o.state = 'sent' order by o.expires_at limit ${SHOWN}`,
    sql`select 'swap', w.id::text, f.name, r.title, ${until(sql`s.starts_at`)}, (count(*) over ())::int
        from shift_swaps w join shifts s on s.id = w.shift_id join roles r on r.id = s.role_id join users f on f.id = w.from_agent_id
        where w.to_agent_id = ${agentId} and w.state = 'offered' and s.starts_at > ${now.toISOString()}::timestamptz order by s.starts_at limit ${SHOWN}`,
    sql`select 'invitation', p.id::text, b.name, r.title, ${none}, (count(*) over ())::int
        from applications p join roles r on r.id = p.role_id join businesses b on b.id = p.business_id
        where p.agent_id = ${agentId} and p.state = 'invited' order by p.changed_at desc limit ${SHOWN}`,
    sql`select 'amendment', c.id::text, b.name, c.title, ${none}, (count(*) over ())::int
        from amendments m join contracts c on c.id = m.contract_id join businesses b on b.id = c.business_id
        where c.agent_id = ${agentId} and c.state = 'active' and m.state = 'proposed' and m.agent_accepted_at is null
        order by m.proposed_at limit ${SHOWN}`,
    unread(actor, sql`v.agent_id = ${agentId}`, sql`b.name`, sql`x.author_id <> v.agent_id`),
    reviewsDue(sql`contracts.agent_id = ${agentId}`, "agent", sql`b.name`),
    sql`select 'payoutSetup', a.id::text, '', '', ${none}, 1 from agents a
        where a.id = ${agentId} and a.payable and exists (select 1 from contracts c where c.agent_id = a.id)
          and not exists (select 1 from payout_accounts y where y.agent_id = a.id and y.state = 'active')`,
  ]);
}

/** Everything that waits for this member of a business and that they may do, in one query. @throws NotFound */
export async function waitingForMember(db: Queryable, businessId: string, actor: Actor, now: Date): Promise<Waiting[]> {
  permit(actor, "business.view", { businessId });
  const can = (permission: Parameters<typeof may>[1]) => may(actor, permission, { businessId });
  const parts: SQL[] = [];
  if (can("bills.pay"))
    parts.push(sql`select 'billFailed', l.id::text, '', l.week::text, null::float8, 1,
          l.total::text, l.currency::text, (count(*) over ())::int
        from bills l where l.business_id = ${businessId} and l.state = 'failed' order by l.week limit ${SHOWN}`);
  if (can("cards.manage"))
    parts.push(sql`select 'cardMissing', z.id::text, '', '', ${none}, 1 from businesses z
        where z.id = ${businessId} and exists (select 1 from contracts c where c.business_id = z.id)
          and not exists (select 1 from payment_methods y where y.business_id = z.id and y.removed_at is null)`);
  if (can("timesheets.review"))
    parts.push(
      sql`select 'lateTime', l.id::text, a.name, c.title, ${until(sql`l.decide_until`)}, (count(*) over ())::int
        from late_times l join contracts c on c.id = l.contract_id join users a on a.id = l.agent_id
        where l.business_id = ${businessId} and l.state = 'waiting' order by l.decide_until limit ${SHOWN}`,
      weekChanges(sql`w.business_id = ${businessId}`, "agent", sql`a.name`),
    );
  if (can("timesheets.review"))
    parts.push(sql`select 'timesheet', s.id::text, a.name, c.title, ${until(sql`s.review_until`)}, (count(*) over ())::int
        from timesheets s join contracts c on c.id = s.contract_id join users a on a.id = s.agent_id
        where s.business_id = ${businessId} and s.state = 'inReview' order by s.review_until, a.name limit ${SHOWN}`);
  if (can("hiring.manage"))
    parts.push(sql`select 'application', p.id::text, a.name, r.title, ${none}, (count(*) over ())::int
        from applications p join roles r on r.id = p.role_id join users a on a.id = p.agent_id
        where p.business_id = ${businessId} and p.state = 'applied' order by p.changed_at limit ${SHOWN}`);
  if (can("contracts.manage"))
    parts.push(sql`select 'amendment', c.id::text, a.name, c.title, ${none}, (count(*) over ())::int
        from amendments m join contracts c on c.id = m.contract_id join users a on a.id = c.agent_id
        where c.business_id = ${businessId} and c.state = 'active' and m.state = 'proposed' and m.business_accepted_at is null
        order by m.proposed_at limit ${SHOWN}`);
  if (can("tiers.decide"))
    parts.push(sql`select 'promotion', p.id::text, a.name, p.to_tier, ${none}, (count(*) over ())::int
        from promotions p join users a on a.id = p.agent_id
        where p.business_id = ${businessId} and p.state = 'proposed' order by p.proposed_at limit ${SHOWN}`);
  if (can("shifts.manage"))
    parts.push(sql`select 'swap', w.id::text, f.name, r.title, ${until(sql`s.starts_at`)}, (count(*) over ())::int
        from shift_swaps w join shifts s on s.id = w.shift_id join roles r on r.id = s.role_id join users f on f.id = w.from_agent_id
        where w.business_id = ${businessId} and w.state = 'agreed' and s.starts_at > ${now.toISOString()}::timestamptz order by s.starts_at limit ${SHOWN}`);
  if (can("messages.send"))
    parts.push(unread(actor, sql`v.business_id = ${businessId}`, sql`a.name`, sql`x.author_id = v.agent_id`));
  if (can("reviews.write")) parts.push(reviewsDue(sql`contracts.business_id = ${businessId}`, "business", sql`a.name`));
  return parts.length > 0 ? ask(db, businessKinds, parts) : [];
}

/** Amendments of closed weeks that the other side proposed. */
function weekChanges(mine: SQL, by: "agent" | "business", who: SQL): SQL {
  return sql`select 'weekChange', w.timesheet_id::text, ${who}, c.title, ${none}, (count(*) over ())::int
    from week_changes w join contracts c on c.id = w.contract_id join businesses b on b.id = w.business_id join users a on a.id = w.agent_id
    where ${mine} and w.state = 'proposed' and w.proposed_side = ${by} order by w.proposed_at limit ${SHOWN}`;
}

/** Threads in which the other side wrote what this person has not read. */
function unread(actor: Actor, mine: SQL, who: SQL, theirs: SQL): SQL {
  return sql`select 'messages', w.id::text, w.who, w.subject, null::float8, w.n, null::text, null::text, (count(*) over ())::int
    from (
      select v.id, ${who} as who, v.subject, v.last_message_at, count(*)::int as n
      from conversations v join businesses b on b.id = v.business_id join users a on a.id = v.agent_id
        join messages x on x.conversation_id = v.id and x.kind = 'text' and ${theirs}
        left join conversation_reads d on d.conversation_id = v.id and d.user_id = ${actor.userId}
      where ${mine} and x.seq > coalesce(d.last_read_seq, 0)
      group by v.id, b.name, a.name
    ) w order by w.last_message_at desc limit ${SHOWN}`;
}

function reviewsDue(mine: SQL, side: "agent" | "business", who: SQL): SQL {
  return sql`select 'review', contracts.id::text, ${who}, contracts.title, ${none}, (count(*) over ())::int
    from contracts join businesses b on b.id = contracts.business_id join users a on a.id = contracts.agent_id
    where ${mine} and ${reviewIsDue(side)}
    order by contracts.accepted_at limit ${SHOWN}`;
}

async function ask(db: Queryable, kinds: readonly WaitingKind[], parts: SQL[]): Promise<Waiting[]> {
  const all = sql.join(
    parts.map((part) => sql`(${part})`),
    sql` union all `,
  );
  const rows = await db.execute<Row>(sql`select * from (${all}) as w (kind, id, who, what, due, n, amount, currency, total)`);
  return rows
    .map((row) => ({
      ...row,
      due: row.due === null ? null : new Date(Number(row.due)),
      amount: row.amount === null ? null : BigInt(row.amount),
    }))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}
