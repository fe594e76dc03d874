import type Stripe from "stripe";
import { type DueWork, SandboxClock } from "./clock.ts";
import { letters } from "./ids.ts";
import type { Journal } from "./journal.ts";
import { Store, type Table } from "./store.ts";
import type { BankBehaviour } from "./test-banks.ts";
import type { Card } from "./test-cards.ts";

export const API_VERSION = "2026-10-28.endive";
/** The platform's own account: what a call without Stripe-Account speaks of. */
export const PLATFORM = "acct_platform";
/** Currencies the platform holds a balance in; a charge in one of them settles in it. */
export const settlementCurrencies = ["usd", "eur", "gbp"];

export interface Balance {
  available: Record<string, number>;
  pending: Record<string, number>;
}
export interface ConnectedOwn {
  bank: BankAccount | null;
  currency: string;
  onboarded: boolean;
}
export interface BankAccount {
  object: Stripe.BankAccount;
  behaves: BankBehaviour;
}
export interface Answer {
  hash: string;
  status: number;
  body: string;
}
export type ThinEvent = {
  id: string;
  object: "v2.core.event";
  type: string;
  created: string;
  livemode: boolean;
  related_object: { id: string; type: string; url: string };
  data?: Record<string, string>;
  context?: string;
};
export interface EndpointOwn {
  secret: string;
  scope: "platform" | "connected" | "thin";
}
export interface Delivery {
  event: string;
  endpoint: string;
  attempts: number;
  given_up: boolean;
}
/** What an invoice needs that Stripe does not show. */
export interface InvoiceOwn {
  /** Where its hosted page is, without a slash at the end. */
  baseUrl: string;
  daysUntilDue: number | null;
}
export interface Settings {
  minimum: Record<string, number>;
  interval: "daily" | "manual" | "monthly" | "weekly";
}

/** Everything the sandbox knows. */
export class World {
  readonly clock: SandboxClock;
  private readonly store: Store;
  private readonly counter: Table<{ next: number; seed: string }>;
  readonly customers: Table<Stripe.Customer>;
  readonly sessions: Table<Stripe.Checkout.Session>;
  readonly setupIntents: Table<Stripe.SetupIntent>;
  readonly paymentMethods: Table<Stripe.PaymentMethod, { card: Card; authenticated: boolean }>;
  readonly paymentIntents: Table<Stripe.PaymentIntent, { returnUrl: string | null; invoice?: string }>;
  readonly charges: Table<Stripe.Charge>;
  readonly refunds: Table<Stripe.Refund>;
  readonly disputes: Table<Stripe.Dispute>;
  readonly invoices: Table<Stripe.Invoice, InvoiceOwn>;
  readonly invoiceItems: Table<Stripe.InvoiceItem>;
  readonly invoicePayments: Table<Stripe.InvoicePayment>;
  readonly creditNotes: Table<Stripe.CreditNote>;
  readonly topups: Table<Stripe.Topup, { fails: boolean }>;
  readonly balanceTransactions: Table<Stripe.BalanceTransaction, { payout: string | null }>;
  readonly balances: Table<Balance>;
  readonly settings: Table<Settings>;
  readonly transfers: Table<Stripe.Transfer>;
  readonly reversals: Table<Stripe.TransferReversal>;
  readonly payouts: Table<Stripe.Payout, { behaves: BankBehaviour; holds: Record<string, string> | null }>;
  readonly accounts: Table<Stripe.V2.Core.Account, ConnectedOwn>;
  readonly accountLinks: Table<{
    account: string;
    expires: number;
    used: boolean;
    return_url: string | null;
    refresh_url: string;
  }>;
  readonly events: Table<Stripe.Event>;
  readonly thinEvents: Table<ThinEvent>;
  readonly endpoints: Table<Stripe.WebhookEndpoint, EndpointOwn>;
  readonly destinations: Table<Stripe.V2.Core.EventDestination, EndpointOwn>;
  readonly deliveries: Table<Delivery>;
  readonly due: Table<DueWork>;
  readonly answers: Table<Answer>;
  readonly financialAccounts: Table<Stripe.V2.MoneyManagement.FinancialAccount>;
  readonly receivedCredits: Table<Stripe.V2.MoneyManagement.ReceivedCredit>;
  readonly financialTransactions: Table<Stripe.V2.MoneyManagement.Transaction>;
  readonly financialEntries: Table<Stripe.V2.MoneyManagement.TransactionEntry>;
  readonly outboundSetupIntents: Table<Stripe.V2.MoneyManagement.OutboundSetupIntent>;
  readonly payoutMethods: Table<Stripe.V2.MoneyManagement.PayoutMethod, { behaves: BankBehaviour }>;
  readonly payoutIntents: Table<Stripe.V2.MoneyManagement.PayoutIntent>;
  /** `transaction`: that of the financial account it is paid out of. */
  readonly outboundPayments: Table<Stripe.V2.MoneyManagement.OutboundPayment, { transaction: string }>;
  /** How long a payout to the financial account is on its way. */
  fundingTakesMs = 0;
  /** How many of the next ones do not get there. */
  fundingFails = 0;
  /** Called for every event once the request that caused it is on disk. */
  announced: string[] = [];

  constructor(journal: Journal, seed: string, now: Date | undefined) {
    const store = new Store(journal);
    this.store = store;
    this.counter = store.table("counter");
    this.customers = store.table("customers");
    this.sessions = store.table("sessions");
    this.setupIntents = store.table("setup_intents");
    this.paymentMethods = store
      .table<Stripe.PaymentMethod, { card: Card; authenticated: boolean }>("payment_methods")
      .indexed("customer", ({ object }) => object.customer as string | null);
    this.paymentIntents = store
      .table<Stripe.PaymentIntent, { returnUrl: string | null; invoice?: string }>("payment_intents")
      .indexed("customer", ({ object }) => object.customer as string | null);
    this.charges = store
      .table<Stripe.Charge>("charges")
      .indexed("payment_intent", ({ object }) => object.payment_intent as string | null)
      .indexed("transfer_group", ({ object }) => object.transfer_group)
      .indexed("customer", ({ object }) => object.customer as string | null);
    this.refunds = store.table<Stripe.Refund>("refunds").indexed("charge", ({ object }) => object.charge as string | null);
    this.disputes = store.table<Stripe.Dispute>("disputes").indexed("charge", ({ object }) => object.charge as string);
    this.invoices = store
      .table<Stripe.Invoice, InvoiceOwn>("invoices")
      .indexed("customer", ({ object }) => object.customer as string | null)
      .indexed("number", ({ object }) => object.number);
    this.invoiceItems = store
      .table<Stripe.InvoiceItem>("invoice_items")
      .indexed("invoice", ({ object }) => object.invoice as string | null)
      .indexed("customer", ({ object }) => object.customer as string);
    this.creditNotes = store
      .table<Stripe.CreditNote>("credit_notes")
      .indexed("invoice", ({ object }) => object.invoice as string);
    this.invoicePayments = store
      .table<Stripe.InvoicePayment>("invoice_payments")
      .indexed("invoice", ({ object }) => object.invoice as string)
      .indexed("payment_intent", ({ object }) => (object.payment.payment_intent as string | undefined) ?? null);
    this.topups = store.table("topups");
    this.balanceTransactions = store
      .table<Stripe.BalanceTransaction, { payout: string | null }>("balance_transactions")
      .indexed("source", ({ object }) => object.source as string | null)
      .indexed("payout", ({ own }) => own.payout)
      .indexed("pending", ({ object, account }) => (object.status === "pending" ? account : null))
      .indexed("not_paid_out", ({ own, account }) => (own.payout === null ? account : null));
    this.balances = store.table("balances");
    this.settings = store.table("settings");
    this.transfers = store
      .table<Stripe.Transfer>("transfers")
      .indexed("destination", ({ object }) => object.destination as string | null)
      .indexed("transfer_group", ({ object }) => object.transfer_group);
    this.reversals = store
      .table<Stripe.TransferReversal>("reversals")
      .indexed("transfer", ({ object }) => object.transfer as string);
    this.payouts = store.table("payouts");
    this.accounts = store.table("accounts");
    this.accountLinks = store.table("account_links");
    this.events = store.table("events");
    this.thinEvents = store.table<ThinEvent>("thin_events").indexed("about", ({ object }) => object.related_object.id);
    this.endpoints = store.table("endpoints");
    this.destinations = store.table("destinations");
    this.deliveries = store.table("deliveries");
    this.due = store.table("due");
    this.answers = store.table("answers");
    this.financialAccounts = store.table("financial_accounts");
    this.receivedCredits = store.table("received_credits");
    this.financialTransactions = store
      .table<Stripe.V2.MoneyManagement.Transaction>("financial_transactions")
      .indexed("outbound_payment", ({ object }) => object.flow?.outbound_payment ?? null);
    this.financialEntries = store.table("financial_entries");
    this.outboundSetupIntents = store.table("outbound_setup_intents");
    this.payoutMethods = store.table("payout_methods");
    this.payoutIntents = store.table("payout_intents");
    this.outboundPayments = store.table("outbound_payments");
    this.clock = new SandboxClock(store.table("clock"), this.due);
    store.read();
    if (!this.counter.find("id")) this.counter.add(PLATFORM, "id", { next: 1, seed }, null);
    this.clock.begin(now);
    store.commit();
  }

  /** Unix seconds of the sandbox's clock. */
  now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  id(prefix: string): string {
    const row = this.counter.find("id")!;
    const id = `${prefix}_${letters(`${row.object.seed} ${row.object.next}`)}`;
    row.object.next += 1;
    this.counter.save(row);
    return id;
  }

  /** True until anything has happened that carries a date. */
  get untouched(): boolean {
    return this.events.size === 0 && this.customers.size === 0 && this.accounts.size === 0 && this.thinEvents.size === 0;
  }

  commit() {
    this.store.commit();
  }

  close() {
    this.store.close();
  }
}
