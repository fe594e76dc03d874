// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text
import type { Planted } from "#tests/faults/plant.ts";
import type { Subject } from "./stories.ts";

/** A defect that is planted for a while in a process of its own: the suite has to catch it. */
export interface Mutant extends Planted {
  why: string;
  /** What a life has to be about to meet it soon; any will do without it. */
  about?: Subject;
  /** The call whose lost answer shows it: the weather strikes it more often. */
  call?: string;
}

export const mutants: Mutant[] = [
  {
    name: "charge-without-key",
    file: "app/domain/billing/charge-bill-flow.server.ts",
    find: "{ idempotencyKey: charge.id },",
    replace: "{},",
    why: "an answer that is lost charges the card again",
    about: "hold",
    call: "POST /v1/payment_intents",
  },
  {
    name: "transfer-without-key",
    file: "app/domain/payouts/send-by-transfer-flow.server.ts",
    find: '{ idempotencyKey: keyOf("transfer", payout) },',
    replace: "{},",
    why: "an answer that is lost transfers the money again",
    about: "hold",
    call: "POST /v1/transfers",
  },
  {
    name: "funding-without-key",
    file: "app/domain/payouts/send-by-payout-intent-flow.server.ts",
    find: "{ idempotencyKey: payout.attempts === 0 ? `funding:${payoutId}` : `funding:${payoutId}:${payout.attempts}` },",
    replace: "{},",
    why: "an answer that is lost brings the money to the financial account again",
    about: "returned payment",
    call: "POST /v1/payouts",
  },
  {
    name: "settle-skipped",
    file: "workers/stripe-events.ts",
    find: 'if (payout.status === "paid") await deps.db.transaction((tx) => settlePayout(tx, { payoutId }, deps.context()));',
    replace: "",
    why: "a payout that reached the bank is never called paid",
  },
  {
    name: "fee-legs-swapped",
    file: "app/domain/billing/settle-charge.server.ts",
    find: "{ debit: accounts.stripeFees(currency), credit: balance, amount: money(fee, currency) }",
    replace: "{ debit: balance, credit: accounts.stripeFees(currency), amount: money(fee, currency) }",
    why: "Stripe's fee is booked as income",
  },
  {
    name: "sweep-booked-with-each-event",
    file: "app/domain/payouts/record-sweep.server.ts",
    find: "const key = `sweep:${stripePayoutId}`;",
    replace: "const key = `sweep:${stripePayoutId}:${context.now.getTime()}`;",
    why: "a webhook that comes again, or the next event of the same sweep, books it again",
  },
  {
    name: "rounded-twice",
    file: "app/domain/timesheets/timesheet.ts",
    find: "return money(divideHalfUp(hourlyRate.minor * BigInt(minutes), 60n), hourlyRate.currency);",
    replace: "return money(divideHalfUp(divideHalfUp(hourlyRate.minor * 10n, 60n) * BigInt(minutes), 10n), hourlyRate.currency);",
    why: "the pay of a minute is rounded before it is multiplied",
  },
  {
    name: "released-twice",
    file: "app/domain/payouts/week-money.server.ts",
    find: "pending: total - released - keptBack,",
    replace: "pending: total - keptBack,",
    why: "what became available is still taken for pending",
  },
  {
    name: "failed-payout-not-given-back",
    file: "app/domain/payouts/fail-payout.server.ts",
    find: "await reverseTransaction(tx, { key: `${key}:reserve`, as: `${key}:reserve:reversed`, also }, context);",
    replace: "void also;",
    why: "the money of a payout that failed stays in transit",
    about: "failed payout",
  },
  {
    name: "transfer-not-taken-back",
    file: "app/domain/payouts/fail-payout-flow.server.ts",
    find: "return payout.stripeTransferId ? takeBack(stripe, payout) : Promise.resolve(null);",
    replace: "return Promise.resolve(null);",
    why: "the money of a payout that failed stays in the agent's account at Stripe",
    about: "failed payout",
  },
  {
    name: "hold-from-the-wrong-account",
    file: "app/domain/payouts/hold-pay.server.ts",
    find: "{ debit: accounts.pending(agentId, currency), amount: money(fromPending, currency) },",
    replace: "{ debit: accounts.available(agentId, currency), amount: money(fromPending, currency) },",
    why: "a dispute about pending pay takes available pay",
  },
  {
    name: "given-back-without-credit-note",
    file: "app/domain/disputes/give-back.server.ts",
    find: "const note = await issueCreditNote(tx, { billId, timesheetId, work: sum.pay, fee, reason }, book);",
    replace: "const note = { workTax: 0n, feeTax: 0n };",
    why: "a decided dispute moves money without a document",
    about: "recovery",
  },
  {
    name: "sweep-not-booked",
    file: "workers/stripe-events.ts",
    find: "const record = payout.payout_method ? recordFunding : recordSweep;",
    replace: "const record = payout.payout_method ? recordFunding : async () => undefined;",
    why: "Stripe sweeps money to the platform's bank unseen",
  },
  {
    name: "number-with-a-gap",
    file: "app/domain/ledger/next-document-number.server.ts",
    find: "set: { last: sql`${documentNumbers.last} + 1` },",
    replace: "set: { last: sql`${documentNumbers.last} + 2` },",
    why: "every second number is missing",
  },
  {
    name: "event-marked-before-the-work",
    file: "workers/jobs/handle-stripe-event.ts",
    find: "await actOnStripeEvent(deps, message);",
    replace:
      "await deps.db.transaction((tx) => takeFromInbox(tx, source, externalId, deps.now()));\n    await actOnStripeEvent(deps, message);",
    why: "killed in between, the event is lost",
  },
  {
    name: "chargeback-fee-forgotten",
    file: "app/domain/billing/record-chargeback.server.ts",
    find: "flow(accounts.stripeFees(currency), BigInt(movement.fee)),",
    replace: "",
    why: "what Stripe takes for a dispute is not booked",
    about: "chargeback",
  },
  {
    name: "items-of-a-failed-payout-kept",
    file: "app/domain/payouts/fail-payout.server.ts",
    find: "await tx.update(payoutReleases).set({ payoutId: null }).where(eq(payoutReleases.payoutId, payoutId));",
    replace: "",
    why: "what a failed payout was made of never goes out again",
    about: "failed payout",
  },
  {
    name: "tax-on-the-fee-forgotten",
    file: "app/domain/billing/close-bill.server.ts",
    find: "? [...fees, { debit, credit: accounts.vat(tax.jurisdiction, currency), amount: money(tax.amount, currency) }]",
    replace: "? fees",
    why: "tax stands on the document and not in the books",
  },
  {
    name: "advance-not-recovered",
    file: "app/domain/billing/settle-bill-paid.server.ts",
    find: "for (const advance of open.filter((one) => one.billId === billId))",
    replace: "for (const advance of open.filter(() => false))",
    why: "what the platform paid ahead is not taken when the business pays",
    about: "3ds",
  },
  {
    name: "bonus-counted-twice",
    file: "app/domain/billing/close-bill.server.ts",
    find: "const items: BillItem[] = [...weeks, ...given];",
    replace: "const items: BillItem[] = [...weeks, ...given.map((one) => ({ ...one, pay: one.pay * 2n }))];",
    why: "a bonus is billed and paid for twice its amount",
    about: "credit",
  },
];
