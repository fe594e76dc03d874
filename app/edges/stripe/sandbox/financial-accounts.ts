import type Stripe from "stripe";
import { balanceOf, move, post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { emit, emitThin, isoOf } from "./events.ts";
import { list, need, oneOf, shape, text } from "./parameters.ts";
import type { Row } from "./store.ts";
import { invalid, refused } from "./stripe-fault.ts";
import { timeRange, v2Listing, v2Paging, within } from "./v2-listing.ts";
import { PLATFORM, settlementCurrencies, type World } from "./world.ts";

type FinancialAccount = Stripe.V2.MoneyManagement.FinancialAccount;
type Transaction = Stripe.V2.MoneyManagement.Transaction;
type Entry = Stripe.V2.MoneyManagement.TransactionEntry;
type Impact = { available: number; outbound_pending: number };

const statuses = list(need(oneOf("closed", "open", "pending")));
const include = list(need(oneOf("storage.deposit_insurance_eligibility")));

export const financialAccountRoutes = [
  route("GET", "/v2/money_management/financial_accounts", shape({ ...v2Paging, statuses, include }), ({ world, params }) => {
    financialAccountOf(world);
    const wanted = params.statuses ?? ["open", "pending"];
    return v2Listing(
      world.financialAccounts,
      PLATFORM,
      "/v2/money_management/financial_accounts",
      params,
      (row) => wanted.some((one) => one === row.object.status),
      (object) => withBalance(world, object),
    );
  }),
  route("GET", "/v2/money_management/financial_accounts/:id", shape({ include }), ({ world, path }) =>
    withBalance(world, existing(world.financialAccounts, PLATFORM, path[0]!, "financial account").object),
  ),
  route("GET", "/v2/money_management/received_credits", shape({ ...v2Paging, created: timeRange }), ({ world, params }) =>
    v2Listing(world.receivedCredits, PLATFORM, "/v2/money_management/received_credits", params, (row) =>
      within(params.created, row.object.created),
    ),
  ),
  route(
    "GET",
    "/v2/money_management/received_credits/:id",
    shape({}),
    ({ world, path }) => existing(world.receivedCredits, PLATFORM, path[0]!, "received credit").object,
  ),
  route(
    "GET",
    "/v2/money_management/transactions",
    shape({ ...v2Paging, created: timeRange, financial_account: text, flow: text }),
    ({ world, params }) =>
      v2Listing(world.financialTransactions, PLATFORM, "/v2/money_management/transactions", params, ({ object }) => {
        const { flow } = object;
        if (params.financial_account && object.financial_account !== params.financial_account) return false;
        if (params.flow && flow?.received_credit !== params.flow && flow?.outbound_payment !== params.flow) return false;
        return within(params.created, object.created);
      }),
  ),
  route(
    "GET",
    "/v2/money_management/transactions/:id",
    shape({}),
    ({ world, path }) => existing(world.financialTransactions, PLATFORM, path[0]!, "transaction").object,
  ),
  route(
    "GET",
    "/v2/money_management/transaction_entries",
    shape({ ...v2Paging, created: timeRange, transaction: text }),
    ({ world, params }) =>
      v2Listing(
        world.financialEntries,
        PLATFORM,
        "/v2/money_management/transaction_entries",
        params,
        ({ object }) =>
          (!params.transaction || object.transaction === params.transaction) && within(params.created, object.created),
      ),
  ),
  route(
    "GET",
    "/v2/money_management/transaction_entries/:id",
    shape({}),
    ({ world, path }) => existing(world.financialEntries, PLATFORM, path[0]!, "transaction entry").object,
  ),
];

/** The platform's one financial account, there since Global Payouts was switched on; the API cannot make one. */
export function financialAccountOf(world: World): FinancialAccount {
  const [known] = world.financialAccounts.newestOf(PLATFORM);
  if (known) return known.object;
  const id = world.id("fa");
  const account: FinancialAccount = {
    id,
    object: "v2.money_management.financial_account",
    balance: { available: {}, inbound_pending: {}, outbound_pending: {} },
    country: "us",
    created: isoOf(world.now()),
    display_name: "Payouts to agents",
    livemode: false,
    metadata: {},
    status: "open",
    storage: { holds_currencies: settlementCurrencies },
    type: "storage",
  };
  world.financialAccounts.add(PLATFORM, id, account, null);
  return account;
}

/** Its balance row is keyed by its id; what is promised to payments that are under way lies in `pending` there. */
function withBalance(world: World, account: FinancialAccount): FinancialAccount {
  const { available, pending } = balanceOf(world, account.id);
  const amounts = (of: Record<string, number>) =>
    Object.fromEntries(settlementCurrencies.map((currency) => [currency, { value: of[currency] ?? 0, currency }]));
  return {
    ...account,
    balance: { available: amounts(available), inbound_pending: amounts({}), outbound_pending: amounts(pending) },
  };
}

export function financialAvailable(world: World, currency: string): number {
  return balanceOf(world, financialAccountOf(world).id).available[currency] ?? 0;
}

interface Opening {
  category: "received_credit" | "outbound_payment" | "outbound_payment_reversal";
  flow: { type: "received_credit" | "outbound_payment"; id: string };
  /** Signed: negative leaves the account. */
  amount: number;
  currency: string;
  description?: string;
}

/** A movement of the financial account, with its first entry. The caller moves the other side. */
export function openTransaction(world: World, given: Opening, impact: Impact): Transaction {
  const { id: account } = financialAccountOf(world);
  const id = world.id("trxn");
  const nothing = { value: 0, currency: given.currency };
  const transaction: Transaction = {
    id,
    object: "v2.money_management.transaction",
    amount: { value: given.amount, currency: given.currency },
    balance_impact: { available: nothing, inbound_pending: nothing, outbound_pending: nothing },
    category: given.category,
    created: isoOf(world.now()),
    ...(given.description ? { description: given.description } : {}),
    financial_account: account,
    flow: { type: given.flow.type, [given.flow.type]: given.flow.id },
    livemode: false,
    regulatory_receipt: { status: "not_applicable" },
    status: "pending",
    status_transitions: {},
  };
  world.financialTransactions.add(PLATFORM, id, transaction, null);
  addEntry(world, id, impact);
  emitThin(world, "v2.money_management.transaction.created", {
    id,
    type: "v2.money_management.transaction",
    url: `/v2/money_management/transactions/${id}`,
  });
  return transaction;
}

/** One more entry: it changes the balance of the account and says what has become of the transaction. */
export function addEntry(world: World, transactionId: string, impact: Impact): void {
  const row = world.financialTransactions.find(transactionId)!;
  const transaction = row.object;
  const { currency } = transaction.amount;
  const amountOf = (value: number) => ({ value, currency });
  const now = isoOf(world.now());
  const id = world.id("trxne");
  const entry: Entry = {
    id,
    object: "v2.money_management.transaction_entry",
    balance_impact: {
      available: amountOf(impact.available),
      inbound_pending: amountOf(0),
      outbound_pending: amountOf(impact.outbound_pending),
    },
    created: now,
    effective_at: now,
    livemode: false,
    transaction: transactionId,
    transaction_details: {
      category: transaction.category,
      financial_account: transaction.financial_account,
      flow: transaction.flow,
    },
  };
  world.financialEntries.add(PLATFORM, id, entry, null);
  const before = transaction.balance_impact;
  const available = before.available.value + impact.available;
  const promised = before.outbound_pending.value + impact.outbound_pending;
  transaction.balance_impact = {
    available: amountOf(available),
    inbound_pending: amountOf(0),
    outbound_pending: amountOf(promised),
  };
  if (promised !== 0) transaction.status = "pending";
  else if (available !== 0) {
    transaction.status = "posted";
    transaction.status_transitions = { posted_at: now };
  } else {
    transaction.status = "void";
    transaction.status_transitions = { void_at: now };
  }
  world.financialTransactions.save(row);
  move(world, transaction.financial_account, "available", currency, impact.available);
  move(world, transaction.financial_account, "pending", currency, impact.outbound_pending);
}

interface Funding {
  amount: number;
  currency: string;
  payout_method: string;
  destination?: string;
  metadata?: Record<string, string>;
  description?: string;
}

/** A payout of the platform to its own financial account: out of the v1 balance now, there when it arrives (POST /v1/payouts, `payout_method`). */
export function fund(world: World, account: string, params: Funding): Stripe.Payout {
  if (account !== PLATFORM || !world.financialAccounts.find(params.payout_method, PLATFORM))
    throw invalid(`No such financial account: '${params.payout_method}'`, { code: "resource_missing", param: "payout_method" });
  if (params.destination) throw invalid("You may only specify one of destination, payout_method.", { param: "destination" });
  if (!settlementCurrencies.includes(params.currency))
    throw invalid(`The financial account does not hold ${params.currency}.`, { param: "currency" });
  const available = balanceOf(world, account).available[params.currency] ?? 0;
  if (available < params.amount) {
    throw refused(
      "balance_insufficient",
      `You have insufficient funds in your Stripe account for this payout: ${available} of ${params.amount} ${params.currency} are available.`,
      { param: "amount" },
    );
  }
  const id = world.id("po");
  const arrival = world.clock.now() + world.fundingTakesMs;
  const payout: Stripe.Payout = {
    id,
    object: "payout",
    amount: params.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: Math.floor(arrival / 1000),
    automatic: false,
    balance_transaction: post(world, {
      account,
      against: "stripe:transfers",
      type: "payout",
      category: "payout",
      amount: -params.amount,
      currency: params.currency,
      source: id,
      description: params.description ?? "STRIPE PAYOUT",
    }).id,
    created: world.now(),
    currency: params.currency,
    description: params.description ?? null,
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: params.metadata ?? {},
    method: "standard",
    original_payout: null,
    payout_method: params.payout_method,
    reconciliation_status: "not_applicable",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: null,
    status: "pending",
    trace_id: null,
    type: "bank_account",
  };
  world.payouts.add(account, id, payout, { behaves: "works", holds: null });
  emit(world, account, "payout.created", payout);
  world.clock.plan("funding", id, arrival);
  return payout;
}

/** The money of a payout to the financial account is there. */
export function fundingArrived(world: World, payoutId: string): void {
  const row = world.payouts.find(payoutId);
  if (row?.object.status !== "pending") return;
  const payout = row.object;
  if (world.fundingFails > 0) {
    failFunding(world, row);
    return;
  }
  payout.status = "paid";
  world.payouts.save(row);
  emit(world, PLATFORM, "payout.paid", payout);
  const id = world.id("rc");
  const amount = { value: payout.amount, currency: payout.currency };
  const now = isoOf(world.now());
  const credit: Stripe.V2.MoneyManagement.ReceivedCredit = {
    id,
    object: "v2.money_management.received_credit",
    amount,
    amount_received: amount,
    balance_transfer: { from_account: PLATFORM, payout: payoutId, type: "payout" },
    created: now,
    financial_account: payout.payout_method!,
    livemode: false,
    status: "succeeded",
    status_transitions: { succeeded_at: now },
    type: "balance_transfer",
  };
  world.receivedCredits.add(PLATFORM, id, credit, null);
  move(world, "stripe:transfers", "available", payout.currency, -payout.amount);
  const flow = { type: "received_credit" as const, id };
  const transaction = openTransaction(
    world,
    { category: "received_credit", flow, amount: payout.amount, currency: payout.currency },
    { available: payout.amount, outbound_pending: 0 },
  );
  const related = { id, type: credit.object, url: `/v2/money_management/received_credits/${id}` };
  emitThin(world, "v2.money_management.received_credit.succeeded", related);
  emitThin(world, "v2.money_management.received_credit.available", related, { transaction_id: transaction.id });
}

/** It did not get there: the money is in the platform's balance again. */
function failFunding(world: World, row: Row<Stripe.Payout, unknown>): void {
  const payout = row.object;
  world.fundingFails -= 1;
  Object.assign(payout, {
    status: "failed",
    failure_code: "could_not_process",
    failure_message: "The financial account could not take the payout.",
    failure_balance_transaction: post(world, {
      account: PLATFORM,
      against: "stripe:transfers",
      type: "payout_failure",
      category: "payout_reversal",
      amount: payout.amount,
      currency: payout.currency,
      source: payout.id,
      description: "STRIPE PAYOUT FAILURE",
    }).id,
  } satisfies Partial<Stripe.Payout>);
  world.payouts.save(world.payouts.find(payout.id)!);
  emit(world, PLATFORM, "payout.failed", payout);
}
