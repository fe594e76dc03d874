import { sql } from "drizzle-orm";
import { charges } from "#db/schema/billing.ts";
import { payoutAccounts, payouts } from "#db/schema/payouts.ts";
import type { Invariant } from "./invariant.ts";

/** What Stripe itself has, read through its API: the outside is the witness. */
export const outsideInvariants = {
  "Stripe's books conserve money": async ({ books }) =>
    Object.entries(books())
      .filter(([, net]) => net !== 0)
      .map(([currency, net]) => `${currency} is off by ${net}`),
  "every exchange with Stripe was well-formed": async ({ judge }) => (judge?.faults() ?? []).map((one) => JSON.stringify(one)),
  "a bill is charged once": async ({ db, stripe }) => {
    const broken: string[] = [];
    const ours = await db.select().from(charges);
    const paid = new Map<string, string[]>();
    for await (const intent of stripe.paymentIntents.list({ limit: 100 })) {
      const { chargeId, billId } = intent.metadata;
      if (intent.status !== "succeeded" || !chargeId || !billId) continue;
      const row = ours.find((one) => one.id === chargeId);
      if (row?.state !== "succeeded" || row.amount !== BigInt(intent.amount) || row.stripePaymentIntentId !== intent.id)
        broken.push(`${intent.id} took ${intent.amount}, our charge ${chargeId} is ${row?.state} of ${row?.amount}`);
      paid.set(billId, [...(paid.get(billId) ?? []), intent.id]);
    }
    for (const row of ours)
      if (row.state === "succeeded" && !paid.get(row.billId)?.includes(row.stripePaymentIntentId!))
        broken.push(`charge ${row.id} succeeded here, not at Stripe`);
    // A payment that the card's bank took back for good is owed, and paid, again.
    const lost = await db.execute<{ bill_id: string; n: number }>(sql`
      select bill_id, count(*)::int as n from chargebacks where state = 'lost' group by 1`);
    const again = new Map(lost.map((row) => [row.bill_id, row.n]));
    for (const [billId, intents] of paid)
      if (intents.length > 1 + (again.get(billId) ?? 0)) broken.push(`bill ${billId} was charged by ${intents.join(", ")}`);
    return broken;
  },
  "a payout is transferred once, and what failed is taken back": async ({ db, stripe }) => {
    const there = new Map<string, bigint>();
    for await (const one of stripe.transfers.list({ limit: 100 })) {
      const id = one.metadata.payoutId ?? one.id;
      there.set(id, (there.get(id) ?? 0n) + BigInt(one.amount - one.amount_reversed));
    }
    const broken: string[] = [];
    for (const { id, rail, state, amount } of await db.select().from(payouts)) {
      if (rail !== "a") continue;
      const expected = state === "paid" || state === "sent" || state === "transferred" ? amount : 0n;
      const actual = there.get(id) ?? 0n;
      there.delete(id);
      // Where a bank takes whole units only, one minor unit may stay behind (fail-payout-flow).
      if (actual !== expected && !(expected === 0n && actual === 1n))
        broken.push(`payout ${id} is ${state} of ${amount}; ${actual} lie with the agent's account`);
    }
    return [...broken, ...[...there].map(([id, amount]) => `${amount} were transferred for ${id}, which nobody asked for`)];
  },
  "an agent's bank gets each payout once": async ({ db, stripe }) => {
    const broken: string[] = [];
    const rows = await db.select().from(payouts);
    const arrived = new Map<string, bigint[]>();
    const note = (payoutId: string, amount: number | undefined) =>
      arrived.set(payoutId, [...(arrived.get(payoutId) ?? []), BigInt(amount ?? 0)]);
    for (const { rail, stripeAccountId } of await db.select().from(payoutAccounts)) {
      if (rail !== "a" || !stripeAccountId) continue;
      for await (const one of stripe.payouts.list({ limit: 100 }, { stripeAccount: stripeAccountId }))
        if (one.status === "paid") note(one.metadata?.payoutId ?? one.id, one.amount);
    }
    for await (const one of stripe.v2.moneyManagement.outboundPayments.list({ limit: 100 })) {
      if (one.status !== "posted") continue;
      const intent = one.payout_intent ? await stripe.v2.moneyManagement.payoutIntents.retrieve(one.payout_intent) : null;
      note(intent?.metadata?.payoutId ?? one.id, one.to.credited.value);
    }
    for (const { id, state, localAmount } of rows) {
      const got = arrived.get(id) ?? [];
      arrived.delete(id);
      const right = state === "paid" ? got.length === 1 && got[0] === localAmount : got.length === 0;
      if (!right) broken.push(`payout ${id} is ${state} of ${localAmount}; the bank got ${got.join(" and ") || "nothing"}`);
    }
    return [
      ...broken,
      ...[...arrived].map(([id, got]) => `${got.join(" and ")} went to a bank for ${id}, which nobody asked for`),
    ];
  },
  "what lies in agents' accounts is the ledger's in transit at Stripe": async ({ db, stripe }) => {
    const theirs = new Map<string, bigint>();
    for (const { rail, stripeAccountId } of await db.select().from(payoutAccounts)) {
      if (rail !== "a" || !stripeAccountId) continue;
      const balance = await stripe.balance.retrieve({}, { stripeAccount: stripeAccountId });
      for (const { amount, currency } of [...balance.available, ...balance.pending])
        theirs.set(currency.toUpperCase(), (theirs.get(currency.toUpperCase()) ?? 0n) + BigInt(amount));
    }
    const ours = await db.execute<{ currency: string; net: string }>(sql`
      select currency, sum(debits - credits)::text as net from ledger_balances where account_id like 'stripe:in_transit:%' group by 1`);
    const known = new Map(ours.map((row) => [row.currency, BigInt(row.net)]));
    return [...new Set([...theirs.keys(), ...known.keys()])]
      .filter((currency) => (theirs.get(currency) ?? 0n) !== (known.get(currency) ?? 0n))
      .map(
        (currency) => `${currency}: accounts hold ${theirs.get(currency) ?? 0n}, the ledger says ${known.get(currency) ?? 0n}`,
      );
  },
} satisfies Record<string, Invariant>;
