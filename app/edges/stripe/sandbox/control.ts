import type { ServerResponse } from "node:http";
import { balanceOf, books } from "./balances.ts";
import { completeSession, type Holder } from "./checkout-sessions.ts";
import type { DueWork } from "./clock.ts";
import { completeOnboarding, type Onboarding, restrictAccount } from "./connect-accounts.ts";
import { decideDispute, openDispute } from "./disputes.ts";
import type { Fault, Faults, RandomFaults } from "./faults.ts";
import { payHosted } from "./invoices.ts";
import { answerChallenge } from "./payment-intents.ts";
import { completeRecipient } from "./recipients.ts";
import { invalid, StripeFault } from "./stripe-fault.ts";
import { bankNamed } from "./test-banks.ts";
import { testCard } from "./test-cards.ts";
import type { WebhookConditions, Webhooks } from "./webhooks.ts";
import { PLATFORM, type World } from "./world.ts";

type Transact = <T>(work: () => T) => T;

/** What no Stripe has: its clock, its weather and a person's clicks, in the hands of the demo and the tests. */
export class Control {
  /** How long every API answer takes at least. */
  latencyMs = 0;
  constructor(
    private readonly world: World,
    private readonly webhooks: Webhooks,
    private readonly faults: Faults,
    private readonly due: (work: DueWork) => void,
    private readonly transact: Transact,
  ) {}

  clock() {
    return { now: new Date(this.world.clock.now()).toISOString(), offsetMs: this.world.clock.offset };
  }

  /**
   * Moves the clock. Forward: everything that falls due happens on the way, in order. Back: only as far as it has run on since it was last
   * set, so that a caller can work through one instant in several steps; further only while nothing has happened yet.
   */
  setClock(to: Date | string) {
    const target = new Date(to).getTime();
    if (Number.isNaN(target)) throw invalid("now must be an ISO 8601 instant", { param: "now" });
    this.transact(() => {
      const { clock, untouched } = this.world;
      if (target < clock.setTo && !untouched)
        throw invalid("The clock goes back only while nothing has happened yet.", { param: "now" });
      clock.run(this.due, target);
      clock.set(target);
    });
    return this.clock();
  }

  setWebhooks(conditions: Partial<WebhookConditions>) {
    Object.assign(this.webhooks.conditions, conditions);
    return { ...this.webhooks.conditions, outstanding: this.webhooks.outstanding, counts: { ...this.webhooks.counts } };
  }

  flushWebhooks() {
    return this.webhooks.flush();
  }

  setFaults(faults: Fault[]) {
    this.faults.set(faults);
  }

  /** Random outages from a seed, or none. */
  setRandomFaults(random: RandomFaults | null) {
    this.faults.setRandom(random);
  }

  faultCounts() {
    return { ...this.faults.counts(), webhooks: { ...this.webhooks.counts } };
  }

  /** The holder of a card disputes a charge at their bank. @param given the amount in minor units and the reason; all that is left, "fraudulent" */
  disputeCharge(charge: string, given: { amount?: number; reason?: string } = {}) {
    return this.transact(() => openDispute(this.world, charge, given));
  }

  /** The bank decides a dispute. */
  decideDispute(dispute: string, won: boolean) {
    return this.transact(() => decideDispute(this.world, dispute, won));
  }

  /** A person pays an invoice on its hosted page and passes any challenge. @throws StripeFault the card's decline */
  payInvoice(invoice: string, card = "4242424242424242") {
    const known = testCard(card);
    if (!known) throw invalid(`${card} is not a test card`, { param: "card" });
    this.transact(() => payHosted(this.world, invoice, known, { name: "Test Holder" }, true));
    return this.world.invoices.find(invoice)!.object;
  }

  /** A person fills in the hosted card page and passes any challenge. @returns where it sends them */
  completeCheckout(session: string, card = "4242424242424242", holder: Holder = {}): string {
    const known = testCard(card);
    if (!known) throw invalid(`${card} is not a test card`, { param: "card" });
    return this.transact(() => completeSession(this.world, session, known, { name: "Test Holder", ...holder }, true));
  }

  /** A person answers the hosted authentication page of a payment. @returns where it sends them */
  completeChallenge(paymentIntent: string, passed = true): string {
    return this.transact(() => answerChallenge(this.world, paymentIntent, passed));
  }

  /** A person finishes the hosted onboarding with a test bank account. */
  completeOnboarding(account: string, given: Onboarding = {}) {
    this.transact(() => completeOnboarding(this.world, account, given));
  }

  /** A person gives identity and bank account as a recipient of Global Payouts. @param bank `returns` sends back what was posted */
  completeRecipient(account: string, bank: "works" | "fails" | "returns" = "works") {
    this.transact(() => completeRecipient(this.world, account, bank === "returns" ? "fails_late" : bank));
  }

  /** How long payouts to the financial account are on their way from now on. */
  setFundingTime(ms: number) {
    this.world.fundingTakesMs = ms;
  }

  /** The next payouts to the financial account, so many, do not get there. */
  failFunding(times = 1) {
    this.world.fundingFails = times;
  }

  restrictAccount(account: string) {
    this.transact(() => restrictAccount(this.world, account));
  }

  balances(account = PLATFORM) {
    return { ...balanceOf(this.world, account), books: books(this.world) };
  }

  async answer(method: string, path: string, body: string, response: ServerResponse) {
    try {
      const given = body ? JSON.parse(body) : {};
      const result = await this.dispatch(`${method} ${path.slice("/_sandbox/".length)}`, given);
      send(response, 200, result ?? { ok: true });
    } catch (failure) {
      if (failure instanceof StripeFault) send(response, failure.status, failure.body());
      else send(response, 400, { error: { type: "invalid_request_error", message: String((failure as Error).message) } });
    }
  }

  private dispatch(what: string, given: Record<string, never>): unknown {
    switch (what) {
      case "GET healthz":
        return { ok: true };
      case "GET clock":
        return this.clock();
      case "POST clock":
        return this.setClock(given.now as unknown as string);
      case "GET webhooks":
        return this.setWebhooks({});
      case "POST webhooks":
        return this.setWebhooks(given);
      case "POST webhooks/flush":
        return this.flushWebhooks();
      case "POST faults":
        return this.setFaults((Array.isArray(given) ? given : [given]) as unknown as Fault[]);
      case "POST faults/random":
        return this.setRandomFaults(given.rates ? (given as unknown as RandomFaults) : null);
      case "GET faults/counts":
        return this.faultCounts();
      case "POST latency":
        this.latencyMs = Number(given.latencyMs ?? 0);
        return { latencyMs: this.latencyMs };
      case "POST dispute_charge":
        return this.disputeCharge(given.charge!, given);
      case "POST decide_dispute":
        return this.decideDispute(given.dispute!, given.won === true);
      case "POST pay_invoice":
        return this.payInvoice(given.invoice!, given.card);
      case "POST complete_checkout":
        return { url: this.completeCheckout(given.session!, given.card) };
      case "POST complete_challenge":
        return { url: this.completeChallenge(given.payment_intent!, given.passed) };
      case "POST complete_onboarding":
        return this.completeOnboarding(given.account!, { ...(given as Onboarding), bank: bankOf(given.bank) });
      case "POST complete_recipient":
        return this.completeRecipient(given.account!, given.bank);
      case "POST funding_time":
        return this.setFundingTime(given.ms!);
      case "POST fail_funding":
        return this.failFunding(given.times);
      case "POST restrict_account":
        return this.restrictAccount(given.account!);
      case "GET balances":
        return this.balances();
      default:
        throw invalid(`The sandbox has no control "${what}".`);
    }
  }
}

/** By its name or by its test account number. */
function bankOf(given: string | undefined) {
  const bank = bankNamed(given ?? "works");
  if (!bank) throw invalid(`${given} is not a test bank account`, { param: "bank" });
  return bank;
}

function send(response: ServerResponse, status: number, body: object) {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
