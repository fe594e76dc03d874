import { and, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { chargebacks } from "#db/schema/billing.ts";
import { notifications } from "#db/schema/notifications.ts";
import { factsOf, managers, names, payers, sides } from "./facts.server.ts";
import { payHeldByChargeback } from "./held-pay.server.ts";
import type { NotificationKind } from "./notification.ts";

/** Whom disputes, refunds and chargebacks concern, and what they read. */
export const disputeAudiences = {
  "dispute.opened": async (db: Queryable, { disputeId }: { disputeId: string }) => {
    const about = await disputeFacts(db, disputeId);
    return about && { ...about.sides, agent: about.toAgent("dispute-opened") };
  },
  "dispute.answered": async (db: Queryable, { disputeId }: { disputeId: string }) => {
    const about = await disputeFacts(db, disputeId);
    if (!about) return null;
    return about.answered
      ? { ...about.sides, business: about.toBusiness("dispute-contested") }
      : { ...about.sides, agent: about.toAgent("dispute-silent-agent"), business: about.toBusiness("dispute-silent-business") };
  },
  "dispute.decided": async (db: Queryable, { disputeId }: { disputeId: string }) => {
    const about = await disputeFacts(db, disputeId);
    if (!about) return null;
    if (about.state === "agreed") return { ...about.sides, business: about.toBusiness("dispute-agreed") };
    if (about.state === "withdrawn") return { ...about.sides, agent: about.toAgent("dispute-withdrawn") };
    return {
      ...about.sides,
      agent: about.toAgent("dispute-decided-agent"),
      business: about.toBusiness("dispute-decided-business"),
    };
  },

  "refund.settled": async (db: Queryable, { refundId }: { refundId: string }) => {
    const row = await factsOf(
      db,
      sql`select r.business_id, r.bill_id, r.amount::text as amount, r.currency, r.state, r."to" as goes_to from refunds r where r.id = ${refundId}`,
    );
    if (!row) return null;
    const kind: NotificationKind =
      row.state === "failed" ? "refund-failed" : row.goes_to === "card" ? "refund-sent" : "refund-credited";
    return {
      businessId: row.business_id!,
      roles: payers,
      business: {
        kind,
        href: row.bill_id ? `/business/bills/${row.bill_id}` : "/business/bills",
        params: { amount: row.amount!, currency: row.currency! },
      },
    };
  },

  "chargeback.opened": async (db: Queryable, { chargebackId }: { chargebackId: string }) => {
    const audience = await chargebackAudience(db, chargebackId, "chargeback-opened");
    return audience && { ...audience, each: await agentsWhoWait(db, chargebackId) };
  },
  "chargeback.closed": async (db: Queryable, { chargebackId, won }: { chargebackId: string; won: boolean }) => {
    const audience = await chargebackAudience(db, chargebackId, won ? "chargeback-won" : "chargeback-lost");
    const kind: NotificationKind = won ? "chargeback-frees-pay" : "chargeback-keeps-pay";
    return audience && { ...audience, each: await agentsWhoWaited(db, chargebackId, kind) };
  },
};

async function disputeFacts(db: Queryable, disputeId: string) {
  const row = await factsOf(
    db,
    sql`select d.business_id, d.agent_id, d.state, d.answer, d.currency, t.week::text as week,
          (case when d.state = 'decided' then d.upheld else d.claimed end)::text as amount, ${names}
        from disputes d join timesheets t on t.id = d.timesheet_id
        join businesses b on b.id = d.business_id join users a on a.id = d.agent_id where d.id = ${disputeId}`,
  );
  if (!row) return null;
  const params = { week: row.week!, amount: row.amount!, currency: row.currency! };
  return {
    state: row.state,
    answered: row.answer !== null,
    sides: sides(row, managers),
    toAgent: (kind: NotificationKind) => ({
      kind,
      href: `/agent/disputes/${disputeId}`,
      params: { ...params, other: row.business! },
    }),
    toBusiness: (kind: NotificationKind) => ({
      kind,
      href: `/business/disputes/${disputeId}`,
      params: { ...params, other: row.agent! },
    }),
  };
}

async function chargebackAudience(db: Queryable, chargebackId: string, kind: NotificationKind) {
  const row = await factsOf(
    db,
    sql`select business_id, bill_id, amount::text as amount, currency from chargebacks where id = ${chargebackId}`,
  );
  return (
    row && {
      businessId: row.business_id!,
      roles: payers,
      business: {
        kind,
        href: row.bill_id ? `/business/bills/${row.bill_id}` : "/business/bills",
        params: { amount: row.amount!, currency: row.currency! },
      },
    }
  );
}

/** Agents whose unprotected pay waits because of an open chargeback, each with their own amount. */
async function agentsWhoWait(db: Queryable, chargebackId: string) {
  const [row] = await db
    .select({ chargeback: chargebacks, other: businesses.name })
    .from(chargebacks)
    .innerJoin(businesses, eq(businesses.id, chargebacks.businessId))
    .where(and(eq(chargebacks.id, chargebackId), inArray(chargebacks.state, ["needsResponse", "underReview"])));
  if (!row) return [];
  const held = await payHeldByChargeback(db, row.chargeback, row.chargeback.openedAt);
  return held.map(({ agentId, timesheetId, amount, currency }) => ({
    userId: agentId,
    notice: {
      kind: "chargeback-holds-pay" as const,
      href: `/agent/timesheets/${timesheetId}`,
      params: { other: row.other, amount: String(amount), currency, chargeback: chargebackId },
    },
  }));
}

/** Whoever was told that pay waits is told how it ended. */
async function agentsWhoWaited(db: Queryable, chargebackId: string, kind: NotificationKind) {
  const told = await db
    .selectDistinct({ userId: notifications.userId, href: notifications.href, params: notifications.params })
    .from(notifications)
    .where(and(eq(notifications.kind, "chargeback-holds-pay"), sql`${notifications.params}->>'chargeback' = ${chargebackId}`));
  return told.map(({ userId, href, params }) => ({ userId, notice: { kind, href, params } }));
}
