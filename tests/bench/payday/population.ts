import type postgres from "postgres";
import { createStripe, type StripeEdge } from "#app/edges/stripe/stripe.server.ts";

/** Contracts of one business; each contract has an agent of its own. */
const TEAM = 10;
/** Ten-minute segments of a contract's week: four hours. */
const SEGMENTS = 24;
/** Set-up calls to the sandbox that run side by side. */
const AT_ONCE = 16;

/** Ids that tell what they are: a digit for the kind, then the number. */
const idOf = (kind: number, n: string) => `(lpad('${kind}', 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const [user, business, agent, role, conversation, application, offer, contract, term, segment] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
] as const;
const hours = "repeat('0', 336)::bit(336)";

/**
 * Businesses with a card on file and agents under contract who worked in a week: the rows straight into the tables (making them is not what
 * is measured), the cards and the bank accounts through Stripe's own calls.
 */
export async function populate(
  sql: postgres.Sql,
  sandboxUrl: string,
  week: string,
  contracts: number,
): Promise<{ businesses: number }> {
  const businesses = Math.ceil(contracts / TEAM);
  const team = `((n - 1) / ${TEAM} + 1)`;
  const all = (many: number) => `from generate_series(1, ${many}) n`;
  const began = "'2026-06-01T00:00Z'::timestamptz";
  for (const statement of [
    `insert into users (id, email, name, kind, password_hash, created_at) select ${idOf(user, "n")}, 'owner-' || n || '@bench.test', 'Owner', 'member', 'x', ${began} ${all(businesses)}`,
    `insert into users (id, email, name, kind, password_hash, created_at) select ${idOf(agent, "n")}, 'agent-' || n || '@bench.test', 'Agent', 'agent', 'x', ${began} ${all(contracts)}`,
    `insert into businesses (id, name, country, time_zone, created_at) select ${idOf(business, "n")}, 'Business ' || n, 'US', 'UTC', ${began} ${all(businesses)}`,
    `insert into members (business_id, user_id, role, joined_at) select ${idOf(business, "n")}, ${idOf(user, "n")}, 'owner', ${began} ${all(businesses)}`,
    `insert into agents (id, country, time_zone, availability, committed, hourly_rate, currency, updated_at) select ${idOf(agent, "n")}, 'US', 'UTC', ${hours}, ${hours}, 1200, 'USD', ${began} ${all(contracts)}`,
    `insert into roles (id, business_id, state, title, weekly_limit_minutes, time_zone, coverage, created_by, created_at) select ${idOf(role, "n")}, ${idOf(business, "n")}, 'closed', 'Chat', 2400, 'UTC', ${hours}, ${idOf(user, "n")}, ${began} ${all(businesses)}`,
    `insert into conversations (id, business_id, agent_id, subject, created_at, last_message_at) select ${idOf(conversation, "n")}, ${idOf(business, team)}, ${idOf(agent, "n")}, 'Chat', ${began}, ${began} ${all(contracts)}`,
    `insert into applications (id, role_id, business_id, agent_id, conversation_id, origin, state, created_at, changed_at) select ${idOf(application, "n")}, ${idOf(role, team)}, ${idOf(business, team)}, ${idOf(agent, "n")}, ${idOf(conversation, "n")}, 'application', 'hired', ${began}, ${began} ${all(contracts)}`,
    `insert into offers (id, application_id, business_id, agent_id, role_id, state, title, hourly_rate, currency, tier, weekly_limit_minutes, windows, time_zone, starts_on, sent_by, sent_at, expires_at) select ${idOf(offer, "n")}, ${idOf(application, "n")}, ${idOf(business, team)}, ${idOf(agent, "n")}, ${idOf(role, team)}, 'accepted', 'Chat', 1200, 'USD', 'L1', 2400, ${hours}, 'UTC', '2026-06-01', ${idOf(user, team)}, ${began}, ${began} ${all(contracts)}`,
    `insert into contracts (id, business_id, agent_id, role_id, offer_id, conversation_id, title, currency, fee_bps, windows, time_zone, manual_time_allowed, starts_on, accepted_at) select ${idOf(contract, "n")}, ${idOf(business, team)}, ${idOf(agent, "n")}, ${idOf(role, team)}, ${idOf(offer, "n")}, ${idOf(conversation, "n")}, 'Chat', 'USD', 1000, ${hours}, 'UTC', false, '2026-06-01', ${began} ${all(contracts)}`,
    `insert into contract_terms (id, contract_id, from_week, hourly_rate, tier, weekly_limit_minutes, recorded_at) select ${idOf(term, "n")}, ${idOf(contract, "n")}, '2026-06-01', 1200, 'L1', 2400, ${began} ${all(contracts)}`,
    `insert into segments (id, contract_id, agent_id, week, started_at, minutes, ended_at, kind, source, received_at)
      select ${idOf(segment, `n * ${SEGMENTS} + k`)}, ${idOf(contract, "n")}, ${idOf(agent, "n")}, '${week}', t, 10, t + interval '10 minutes', 'tracked', 'web', t + interval '10 minutes'
      from generate_series(1, ${contracts}) n, generate_series(0, ${SEGMENTS - 1}) k, lateral (select '${week}T09:00Z'::timestamptz + k * interval '10 minutes' as t) as at`,
    `insert into tax_profiles (subject_kind, subject_id, legal_name, entity, country, form, signed_name, signed_at, updated_at) select 'agent', ${idOf(agent, "n")}, 'Agent', 'individual', 'US', 'W-9', 'Agent', ${began}, ${began} ${all(contracts)}`,
  ])
    await sql.unsafe(statement);
  const stripe = createStripe({ STRIPE_SANDBOX_URL: sandboxUrl });
  await sideBySide(businesses, (n) => giveCard(sql, stripe, sandboxUrl, n));
  await sideBySide(contracts, (n) => giveBank(sql, stripe, sandboxUrl, n));
  await sql.unsafe("analyze");
  return { businesses };
}

async function sideBySide(many: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 1;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next <= many) await work(next++);
    }),
  );
}

const uuid = (kind: number, n: number) => `${String(kind).padStart(8, "0")}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

async function control(sandboxUrl: string, action: string, body: Record<string, string>): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/${action}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
}

async function giveCard(sql: postgres.Sql, stripe: StripeEdge, sandboxUrl: string, n: number): Promise<void> {
  const customer = await stripe.customers.create({ name: `Business ${n}` });
  const session = await stripe.checkout.sessions.create({
    mode: "setup",
    currency: "usd",
    customer: customer.id,
    success_url: "https://bench.test/",
    cancel_url: "https://bench.test/",
  });
  await control(sandboxUrl, "complete_checkout", { session: session.id, card: "4242424242424242" });
  const intent = await stripe.setupIntents.retrieve(session.setup_intent as string);
  const id = uuid(business, n);
  await sql`insert into billing_customers (business_id, stripe_customer_id, created_at) values (${id}, ${customer.id}, now())`;
  await sql`insert into payment_methods (id, business_id, stripe_payment_method_id, brand, last4, exp_month, exp_year, is_default, added_at)
    values (${id}, ${id}, ${intent.payment_method as string}, 'visa', '4242', 12, 2034, true, now())`;
}

async function giveBank(sql: postgres.Sql, stripe: StripeEdge, sandboxUrl: string, n: number): Promise<void> {
  const account = await stripe.v2.core.accounts.create({
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    contact_email: `agent-${n}@bench.test`,
    dashboard: "express",
    defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
    display_name: "Agent",
    identity: { country: "us", entity_type: "individual" },
  });
  await stripe.balanceSettings.update(
    { payments: { payouts: { schedule: { interval: "manual" } } } },
    { stripeAccount: account.id },
  );
  await control(sandboxUrl, "complete_onboarding", { account: account.id });
  await sql`insert into payout_accounts (agent_id, rail, state, country, currency, stripe_account_id, bank_last4, created_at, active_at, usable_from)
    values (${uuid(agent, n)}, 'a', 'active', 'US', 'USD', ${account.id}, '6789', '2026-06-01T00:00Z', '2026-06-01T00:00Z', '2026-06-04T00:00Z')`;
}
