import { sql } from "drizzle-orm";
import type { MemberRole } from "#app/domain/accounts/permissions.ts";
import type { EventName, EventPayloads } from "#app/kernel/record-event.ts";
import type { Queryable } from "#db/client.server.ts";
import { disputeAudiences } from "./dispute-audiences.server.ts";
import { factsOf, managers, names, payers, sides, toStaff } from "./facts.server.ts";
import type { Notice, NotificationKind } from "./notification.ts";
import { shiftAudiences } from "./shift-audiences.server.ts";
import { weekAudiences } from "./week-audiences.server.ts";

/** Whom an event concerns: an agent, and the members of a business who hold one of the roles. */
export interface Audience {
  agentId?: string;
  /** Further agents who are told the same. */
  agentIds?: string[];
  businessId?: string;
  roles?: MemberRole[];
  agent?: Notice | null;
  business?: Notice | null;
  /** People who are each told something of their own: agents with their own amounts, the platform's staff. */
  each?: { userId: string; notice: Notice }[];
}

function contractFacts(db: Queryable, contractId: string) {
  return factsOf(
    db,
    sql`select c.business_id, c.agent_id, c.title, ${names} from contracts c
        join businesses b on b.id = c.business_id join users a on a.id = c.agent_id where c.id = ${contractId}`,
  );
}

/** The same sentence for both sides of a contract, each naming the other; whoever did it is left out later. */
async function bothSides(db: Queryable, contractId: string, kind: NotificationKind): Promise<Audience | null> {
  const row = await contractFacts(db, contractId);
  return (
    row && {
      ...sides(row, managers),
      agent: { kind, href: `/agent/contracts/${contractId}`, params: { title: row.title!, other: row.business! } },
      business: { kind, href: `/business/contracts/${contractId}`, params: { title: row.title!, other: row.agent! } },
    }
  );
}

type Finder<Name extends EventName> = (db: Queryable, payload: EventPayloads[Name]) => Promise<Audience | null>;

/** event -> whom it concerns and what they read. An event that is missing here reaches nobody. */
export const audiences: { [Name in EventName]?: Finder<Name> } = {
  "amendment.proposed": (db, { contractId }) => bothSides(db, contractId, "amendment-proposed"),
  "amendment.accepted": (db, { contractId }) => bothSides(db, contractId, "amendment-accepted"),
  "amendment.declined": (db, { contractId }) => bothSides(db, contractId, "amendment-declined"),
  "contract.accepted": (db, { contractId }) => bothSides(db, contractId, "contract-accepted"),
  "contract.ended": (db, { contractId }) => bothSides(db, contractId, "contract-ended"),
  "pictures.stopped": async (db, { contractId }) => {
    const both = await bothSides(db, contractId, "pictures-stopped");
    return both && { ...both, agent: undefined };
  },
  "review.revealed": (db, { contractId }) => bothSides(db, contractId, "review-revealed"),

  "personal-data.exported": async (_db, { userId }) => ({
    each: [{ userId, notice: { kind: "personal-data-exported", href: "/settings/password", params: {} } }],
  }),

  "application.changed": async (db, { applicationId, state }) => {
    const row = await factsOf(
      db,
      sql`select p.business_id, p.agent_id, r.title, ${names} from applications p join roles r on r.id = p.role_id
          join businesses b on b.id = p.business_id join users a on a.id = p.agent_id where p.id = ${applicationId}`,
    );
    // "offered" and "hired" are told by the offer and the contract themselves.
    const told: Record<string, { kind: NotificationKind; to: ("agent" | "business")[] }> = {
      invited: { kind: "application-invited", to: ["agent"] },
      applied: { kind: "application-applied", to: ["business"] },
      shortlisted: { kind: "application-shortlisted", to: ["agent"] },
      declined: { kind: "application-declined", to: ["agent", "business"] },
      withdrawn: { kind: "application-withdrawn", to: ["business"] },
    };
    const telling = told[state];
    if (!row || !telling) return null;
    const notice = (side: "agent" | "business"): Notice | null =>
      telling.to.includes(side)
        ? {
            kind: telling.kind,
            href: `/${side}/applications/${applicationId}`,
            params: { title: row.title!, other: side === "agent" ? row.business! : row.agent! },
          }
        : null;
    return { ...sides(row, managers), agent: notice("agent"), business: notice("business") };
  },

  "rank-question.asked": async (db, { rankQuestionId }) => {
    const row = await rankQuestionFacts(db, rankQuestionId);
    const params = row && { title: row.title!, other: row.agent!, day: row.due! };
    return (
      params && {
        each: await toStaff(db, "operator", { kind: "rank-question-asked", href: `/desk/ranks/${rankQuestionId}`, params }),
      }
    );
  },
  "rank-question.answered": async (db, { rankQuestionId }) => {
    const row = await rankQuestionFacts(db, rankQuestionId);
    const params = row && { title: row.title!, other: row.business! };
    return (
      params && {
        agentId: row.agent_id!,
        agent: { kind: "rank-question-answered", href: `/agent/rank-questions/${rankQuestionId}`, params },
      }
    );
  },

  "search.found": async (db, { searchId, count }) => {
    const row = await factsOf(
      db,
      sql`select business_id, name as title, query, role_id from saved_searches where id = ${searchId}`,
    );
    const query = new URLSearchParams(row?.query ?? "");
    query.set("saved", searchId);
    return (
      row && {
        ...sides(row, managers),
        business: {
          kind: "search-found",
          href: row.role_id ? `/business/roles/${row.role_id}/matches` : `/business/agents?${query}`,
          params: { title: row.title!, count },
        },
      }
    );
  },

  "offer.sent": (db, { offerId }) => offerAudience(db, offerId, "offer-sent", ["agent"]),
  "offer.answered": async (db, { offerId, state }) => {
    if (state === "declined") return offerAudience(db, offerId, "offer-declined", ["business"]);
    if (state === "withdrawn") return offerAudience(db, offerId, "offer-withdrawn", ["agent"]);
    if (state === "expired") return offerAudience(db, offerId, "offer-expired", ["agent", "business"]);
    return null;
  },

  "message.sent": async (db, { conversationId, seq }) => {
    const row = await factsOf(
      db,
      sql`select c.business_id, c.agent_id, c.subject as title, m.author_id, ${names} from messages m
          join conversations c on c.id = m.conversation_id
          join businesses b on b.id = c.business_id join users a on a.id = c.agent_id
          where m.conversation_id = ${conversationId} and m.seq = ${seq} and m.kind = 'text'`,
    );
    if (!row) return null;
    const byAgent = row.author_id === row.agent_id;
    const params = { title: row.title!, other: byAgent ? row.agent! : row.business! };
    return {
      ...sides(row, managers),
      agent: byAgent ? null : { kind: "message", href: `/agent/conversations/${conversationId}`, params },
      business: byAgent ? { kind: "message", href: `/business/conversations/${conversationId}`, params } : null,
    };
  },

  "timesheet.frozen": async (db, { timesheetId }) => {
    const row = await timesheetFacts(db, timesheetId);
    if (!row) return null;
    const params = { week: row.week!, minutes: Number(row.minutes), amount: row.pay!, currency: row.currency! };
    return {
      ...sides(row, managers),
      agent: {
        kind: "timesheet-frozen-agent",
        href: `/agent/timesheets/${timesheetId}`,
        params: { ...params, other: row.business! },
      },
      business: {
        kind: "timesheet-frozen-business",
        href: `/business/timesheets/${timesheetId}`,
        params: { ...params, other: row.agent! },
      },
    };
  },
  "timesheet.approved": async (db, { timesheetId }) => {
    const row = await timesheetFacts(db, timesheetId);
    return (
      row && {
        agentId: row.agent_id!,
        agent: {
          kind: "timesheet-approved",
          href: `/agent/timesheets/${timesheetId}`,
          params: { week: row.week!, other: row.business!, amount: row.pay!, currency: row.currency! },
        },
      }
    );
  },

  "arrangement.changed": async (_db, { businessId }) => ({
    businessId,
    roles: payers,
    business: { kind: "arrangement-changed", href: "/business/billing", params: {} },
  }),
  "terms-invoice.issued": (db, { termsInvoiceId }) => termsAudience(db, termsInvoiceId, "terms-invoice-issued"),
  "terms-invoice.paid-outside": async (db, { termsInvoiceId }) => {
    const row = await factsOf(
      db,
      sql`select t.amount::text as amount, t.currency, b.name as business,
          (select l.id::text from bills l where l.terms_invoice_id = t.id order by l.week desc limit 1) as bill_id
        from terms_invoices t join businesses b on b.id = t.business_id where t.id = ${termsInvoiceId} and t.state = 'outside'`,
    );
    return (
      row && {
        each: await toStaff(db, "platform_finance", {
          kind: "terms-invoice-paid-outside",
          href: `/desk/finance/bills/${row.bill_id}/transfer`,
          params: { other: row.business!, amount: row.amount!, currency: row.currency! },
        }),
      }
    );
  },
  "reconciliation.case-opened": async (db, { caseId }) => {
    const row = await factsOf(
      db,
      sql`select source_id, abs(coalesce(theirs, 0) - coalesce(ours, 0))::text as amount, currency
        from reconciliation_cases where id = ${caseId} and state = 'open'`,
    );
    return (
      row && {
        each: await toStaff(db, "platform_finance", {
          kind: "reconciliation-case",
          href: `/desk/finance/cases/${caseId}`,
          params: { source: row.source_id!, amount: row.amount!, currency: row.currency! },
        }),
      }
    );
  },
  "terms-invoice.reminded": (db, { termsInvoiceId, days }) =>
    termsAudience(db, termsInvoiceId, days < 0 ? "terms-invoice-due" : "terms-invoice-late"),
  "bill.closed": (db, { billId }) => billAudience(db, billId, "bill-closed"),
  "bill.paid": (db, { billId }) => billAudience(db, billId, "bill-paid"),
  "charge.failed": (db, payload) => chargeAudience(db, payload),
  "business.unpaid": async (db, { businessId }) => {
    const row = await factsOf(
      db,
      sql`select id from bills where business_id = ${businessId} and state <> 'paid' and overdue_since is not null
      order by overdue_since desc limit 1`,
    );
    return row && billAudience(db, row.id!, "business-unpaid");
  },
  "exposure.crossed": async (db, { businessId, currency, percent }) => {
    const rows = await db.execute<{ business: string; agent_id: string }>(
      sql`select b.name as business, c.agent_id from businesses b left join contracts c
            on c.business_id = b.id and c.state = 'active' and c.currency = ${currency}
          where b.id = ${businessId} order by c.agent_id`,
    );
    if (!rows[0]) return null;
    const kind = percent >= 100 ? "exposure-reached" : "exposure-warning";
    const params = { other: rows[0].business, code: currency, percent };
    return {
      businessId,
      roles: [...managers, "finance"],
      agentIds: [...new Set(rows.flatMap((row) => row.agent_id ?? []))],
      agent: { kind: `${kind}-agent`, href: "/agent/tracker", params },
      business: { kind, href: "/business/bills", params },
    };
  },
  "contract.paused": (db, { contractId }) => bothSides(db, contractId, "contract-paused"),
  "contract.resumed": (db, { contractId }) => bothSides(db, contractId, "contract-resumed"),
  "bonus.given": async (db, { bonusId }) => {
    const row = await factsOf(
      db,
      sql`select o.business_id, o.agent_id, o.contract_id, o.amount::text as amount, o.currency, o.note, ${names} from bonuses o
          join businesses b on b.id = o.business_id join users a on a.id = o.agent_id where o.id = ${bonusId} and o.state <> 'withdrawn'`,
    );
    return (
      row && {
        agentId: row.agent_id!,
        agent: {
          kind: "bonus-given",
          href: `/agent/contracts/${row.contract_id}`,
          params: { other: row.business!, amount: row.amount!, currency: row.currency! },
        },
      }
    );
  },
  "payout.paid": (db, { payoutId }) => payoutAudience(db, payoutId, "payout-paid"),
  "payout.failed": (db, { payoutId }) => payoutAudience(db, payoutId, "payout-failed"),
  "payout.held": (db, { payoutId }) => payoutAudience(db, payoutId, "payout-held"),
  "payout-account.restricted": async (_db, { agentId }) => ({
    agentId,
    agent: { kind: "payout-account-restricted", href: "/agent/payout-account", params: {} },
  }),
  "payout-requirements.due": async (db, { agentId }) => {
    const row = await factsOf(
      db,
      sql`select to_char(requirements_due_at at time zone 'UTC', 'YYYY-MM-DD') as due from payout_accounts where agent_id = ${agentId}`,
    );
    return row?.due
      ? { agentId, agent: { kind: "payout-requirements", href: "/agent/payout-account", params: { week: row.due } } }
      : null;
  },

  "tax-form.asked": async (_db, { agentId }) => ({
    agentId,
    agent: { kind: "tax-form-asked", href: "/agent/tax", params: {} },
  }),
  ...disputeAudiences,
  ...shiftAudiences,
  ...weekAudiences,

  "promotion.proposed": async (db, { promotionId }) => {
    const row = await promotionFacts(db, promotionId);
    return (
      row && {
        ...sides(row, managers),
        business: {
          kind: "promotion-proposed",
          href: `/business/promotions/${promotionId}`,
          params: { other: row.agent!, tier: row.to_tier! },
        },
      }
    );
  },
  "promotion.approved": (db, { promotionId }) => promotionAnswer(db, promotionId, "promotion-approved"),
  "promotion.declined": (db, { promotionId }) => promotionAnswer(db, promotionId, "promotion-declined"),
};

async function offerAudience(
  db: Queryable,
  offerId: string,
  kind: NotificationKind,
  to: ("agent" | "business")[],
): Promise<Audience | null> {
  const row = await factsOf(
    db,
    sql`select o.business_id, o.agent_id, o.application_id, o.title, o.hourly_rate::text as rate, o.currency, ${names} from offers o
        join businesses b on b.id = o.business_id join users a on a.id = o.agent_id where o.id = ${offerId}`,
  );
  if (!row) return null;
  const params = { title: row.title!, amount: row.rate!, currency: row.currency! };
  return {
    ...sides(row, managers),
    agent: to.includes("agent") ? { kind, href: `/agent/offers/${offerId}`, params: { ...params, other: row.business! } } : null,
    business: to.includes("business")
      ? { kind, href: `/business/applications/${row.application_id}`, params: { ...params, other: row.agent! } }
      : null,
  };
}

function timesheetFacts(db: Queryable, timesheetId: string) {
  return factsOf(
    db,
    sql`select t.business_id, t.agent_id, t.week::text as week, t.minutes::text as minutes, t.pay::text as pay, t.currency, ${names}
        from timesheets t join businesses b on b.id = t.business_id join users a on a.id = t.agent_id where t.id = ${timesheetId}`,
  );
}

async function billAudience(db: Queryable, billId: string, kind: NotificationKind): Promise<Audience | null> {
  const row = await factsOf(
    db,
    sql`select business_id, week::text as week, total::text as total, currency from bills where id = ${billId}`,
  );
  return (
    row && {
      businessId: row.business_id!,
      roles: payers,
      business: {
        kind,
        href: `/business/bills/${billId}`,
        params: { week: row.week!, amount: row.total!, currency: row.currency! },
      },
    }
  );
}

/** Only the last word counts: nothing when another card was accepted, or is being tried. */
async function chargeAudience(db: Queryable, { billId, chargeId }: EventPayloads["charge.failed"]): Promise<Audience | null> {
  const row = await factsOf(
    db,
    sql`select (b.next_retry_at at time zone 'UTC')::date::text as day from bills b where b.id = ${billId} and b.state = 'failed'
        and not exists (select 1 from charges c join charges l on l.bill_id = c.bill_id and l.attempt > c.attempt where c.id = ${chargeId})`,
  );
  if (!row) return null;
  const told = await billAudience(db, billId, row.day ? "charge-failed-retry" : "charge-failed");
  if (told?.business && row.day) told.business.params.day = row.day;
  return told;
}

/** An invoice on terms leads to the newest of the bills that it covers. */
async function termsAudience(db: Queryable, termsInvoiceId: string, kind: NotificationKind): Promise<Audience | null> {
  const row = await factsOf(
    db,
    sql`select t.business_id, (t.amount - coalesce((select sum(c.amount) from terms_credits c where c.terms_invoice_id = t.id and c.state = 'issued'), 0)
            - coalesce((select sum(p.amount) from terms_payments p where p.terms_invoice_id = t.id), 0))::text as amount, t.currency, (t.due_at at time zone 'UTC')::date::text as day,
          (select b.id::text from bills b where b.terms_invoice_id = t.id order by b.week desc limit 1) as bill_id
        from terms_invoices t where t.id = ${termsInvoiceId}`,
  );
  return (
    row && {
      businessId: row.business_id!,
      roles: payers,
      business: {
        kind,
        href: `/business/bills/${row.bill_id}`,
        params: { amount: row.amount!, currency: row.currency!, day: row.day! },
      },
    }
  );
}

async function payoutAudience(db: Queryable, payoutId: string, kind: NotificationKind): Promise<Audience | null> {
  const row = await factsOf(
    db,
    sql`select agent_id, coalesce(local_amount, amount)::text as amount, coalesce(local_currency, currency) as currency
        from payouts where id = ${payoutId}`,
  );
  return (
    row && {
      agentId: row.agent_id!,
      agent: { kind, href: `/agent/payouts/${payoutId}`, params: { amount: row.amount!, currency: row.currency! } },
    }
  );
}

function rankQuestionFacts(db: Queryable, rankQuestionId: string) {
  return factsOf(
    db,
    sql`select q.agent_id, r.title, (q.due_at at time zone 'UTC')::date::text as due, ${names} from rank_questions q join roles r on r.id = q.role_id
        join businesses b on b.id = r.business_id join users a on a.id = q.agent_id where q.id = ${rankQuestionId}`,
  );
}

function promotionFacts(db: Queryable, promotionId: string) {
  return factsOf(
    db,
    sql`select p.business_id, p.agent_id, p.to_tier, ${names} from promotions p
        join businesses b on b.id = p.business_id join users a on a.id = p.agent_id where p.id = ${promotionId}`,
  );
}

async function promotionAnswer(db: Queryable, promotionId: string, kind: NotificationKind): Promise<Audience | null> {
  const row = await promotionFacts(db, promotionId);
  return (
    row && {
      agentId: row.agent_id!,
      agent: { kind, href: "/agent/tier", params: { other: row.business!, tier: row.to_tier! } },
    }
  );
}
