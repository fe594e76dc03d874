import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { globalPayoutCountries } from "./countries.ts";
import { emitThin, isoOf } from "./events.ts";
import { currency, list, need, oneOf, shape, text } from "./parameters.ts";
import { invalid } from "./stripe-fault.ts";
import { type BankBehaviour, bankNamed, testBank } from "./test-banks.ts";
import { v2Listing, v2Paging } from "./v2-listing.ts";
import { PLATFORM, type World } from "./world.ts";

type PayoutMethod = Stripe.V2.MoneyManagement.PayoutMethod;
type SetupIntent = Stripe.V2.MoneyManagement.OutboundSetupIntent;

const usageStatus = list(need(oneOf("disabled", "eligible", "ineligible", "invalid", "requires_action")));
const bankAccount = shape({
  account_number: need(text),
  bank_account_type: oneOf("checking", "futsu", "savings", "toza"),
  branch_number: text,
  country: need(text),
  currency: need(currency),
  routing_number: text,
  swift_code: text,
});
export type BankDetails = NonNullable<ReturnType<typeof bankAccount>>;
const setupInput = shape({
  payout_method: text,
  payout_method_data: shape({ type: need(oneOf("bank_account")), bank_account: bankAccount }),
  usage_intent: oneOf("payment", "transfer"),
});

const SETUPS = "/v2/money_management/outbound_setup_intents";
const METHODS = "/v2/money_management/payout_methods";

/** All speak of the recipient named in Stripe-Context: its bank accounts are its own. */
export const payoutMethodRoutes = [
  route("POST", SETUPS, setupInput, ({ world, account, params }) => {
    const recipient = recipientOf(world, account);
    const { payout_method: known, payout_method_data: given } = params;
    if (known) {
      const row = existing(world.payoutMethods, recipient, known, "payout method", "payout_method");
      return setUp(world, recipient, row.id, params.usage_intent ?? "payment");
    }
    if (!given) return newSetup(world, recipient, "requires_payout_method", params.usage_intent ?? "payment");
    if (!given.bank_account)
      throw invalid("Missing required param: payout_method_data[bank_account].", {
        code: "invalid_fields",
        param: "payout_method_data[bank_account]",
      });
    const behaves = behaviourOf(given.bank_account.account_number);
    return giveBankAccount(world, recipient, given.bank_account, behaves, params.usage_intent ?? "payment");
  }),
  route("GET", SETUPS, shape(v2Paging), ({ world, account, params }) =>
    v2Listing(world.outboundSetupIntents, account, SETUPS, params, undefined, (setup) => shown(world, setup)),
  ),
  route("GET", `${SETUPS}/:id`, shape({}), ({ world, account, path }) =>
    shown(world, existing(world.outboundSetupIntents, account, path[0]!, "outbound setup intent").object),
  ),
  route("POST", `${SETUPS}/:id/cancel`, shape({}), ({ world, account, path }) => {
    const row = existing(world.outboundSetupIntents, account, path[0]!, "outbound setup intent");
    if (row.object.status === "succeeded" || row.object.status === "canceled")
      throw invalid(`An outbound setup intent that is ${row.object.status} cannot be canceled.`, { code: "cannot_proceed" });
    row.object.status = "canceled";
    world.outboundSetupIntents.save(row);
    return row.object;
  }),
  route(
    "GET",
    METHODS,
    shape({ ...v2Paging, usage_status: shape({ payments: usageStatus, transfers: usageStatus }) }),
    ({ world, account, params }) =>
      v2Listing(world.payoutMethods, account, METHODS, params, ({ object }) => {
        const { payments, transfers } = params.usage_status ?? {};
        if (payments && !payments.includes(object.usage_status.payments)) return false;
        return !object.archived && (!transfers || transfers.includes(object.usage_status.transfers));
      }),
  ),
  route(
    "GET",
    `${METHODS}/:id`,
    shape({}),
    ({ world, account, path }) => existing(world.payoutMethods, account, path[0]!, "payout method").object,
  ),
  route("POST", `${METHODS}/:id/archive`, shape({}), ({ world, account, path }) => {
    const row = existing(world.payoutMethods, account, path[0]!, "payout method");
    row.object.archived = true;
    world.payoutMethods.save(row);
    emitMethod(world, "updated", row.id);
    return row.object;
  }),
];

/** The test numbers behave as rail A's do; any other works. */
function behaviourOf(accountNumber: string): BankBehaviour {
  return bankNamed(accountNumber) ?? "works";
}

export function testBankAccount(country: string, behaves: BankBehaviour): BankDetails {
  return {
    account_number: testBank(behaves).number,
    bank_account_type: "checking",
    branch_number: undefined,
    country,
    currency: globalPayoutCountries[country.toUpperCase()]!,
    routing_number: undefined,
    swift_code: undefined,
  };
}

function recipientOf(world: World, account: string): string {
  const row = world.accounts.find(account);
  if (account === PLATFORM || !row?.object.configuration?.recipient) {
    throw invalid("Name the recipient in Stripe-Context: bank accounts belong to a recipient.", {
      code: "account_not_configured_as_recipient",
    });
  }
  return account;
}

/** A bank account that was given, by parameters or on the hosted page, and is ready for payments. */
export function giveBankAccount(
  world: World,
  recipient: string,
  bank: BankDetails,
  behaves: BankBehaviour,
  usage: SetupIntent["usage_intent"],
): SetupIntent {
  const country = bank.country.toUpperCase();
  const home = world.accounts.find(recipient)!.object.identity?.country?.toUpperCase();
  if (country !== home)
    throw invalid(`The bank account must be in the recipient's own country (${home}).`, {
      code: "invalid_payout_method",
      param: "payout_method_data[bank_account][country]",
    });
  if (globalPayoutCountries[country] !== bank.currency)
    throw invalid(`Bank accounts in ${country} are not paid in ${bank.currency}.`, {
      code: "invalid_payout_method",
      param: "payout_method_data[bank_account][currency]",
    });
  if (!/^[A-Z0-9]{4,34}$/i.test(bank.account_number))
    throw invalid("The account number is not one.", {
      code: "invalid_payout_method",
      param: "payout_method_data[bank_account][account_number]",
    });
  const id = world.id("bacc");
  const method: PayoutMethod = JSON.parse(
    JSON.stringify({
      id,
      object: "v2.money_management.payout_method",
      archived: false,
      bank_account: {
        bank_account_type: bank.bank_account_type ?? "checking",
        bank_name: "STRIPE TEST BANK",
        branch_number: bank.branch_number,
        country: bank.country.toLowerCase(),
        last4: bank.account_number.slice(-4),
        routing_number: bank.routing_number,
        supported_currencies: [bank.currency],
        swift_code: bank.swift_code,
      },
      created: isoOf(world.now()),
      livemode: false,
      restricted: false,
      type: "bank_account",
      usage_status: { payments: "disabled", transfers: "ineligible" },
    }),
  );
  world.payoutMethods.add(recipient, id, method, { behaves });
  emitMethod(world, "created", id);
  return setUp(world, recipient, id, usage);
}

function setUp(world: World, recipient: string, methodId: string, usage: SetupIntent["usage_intent"]): SetupIntent {
  const row = world.payoutMethods.find(methodId)!;
  if (row.object.archived || row.object.usage_status.payments === "invalid")
    throw invalid("This payout method can no longer be used; give another one.", {
      code: "invalid_payout_method",
      param: "payout_method",
    });
  const setup = newSetup(world, recipient, "succeeded", usage);
  row.object.latest_outbound_setup_intent = setup.id;
  if (usage === "payment") row.object.usage_status.payments = "eligible";
  world.payoutMethods.save(row);
  setup.payout_method = row.object;
  world.outboundSetupIntents.save(world.outboundSetupIntents.find(setup.id)!);
  emitMethod(world, "updated", methodId);
  return setup;
}

function newSetup(
  world: World,
  recipient: string,
  status: SetupIntent["status"],
  usage_intent: SetupIntent["usage_intent"],
): SetupIntent {
  const id = world.id("osi");
  const setup: SetupIntent = {
    id,
    object: "v2.money_management.outbound_setup_intent",
    created: isoOf(world.now()),
    livemode: false,
    status,
    usage_intent,
  };
  world.outboundSetupIntents.add(recipient, id, setup, null);
  return setup;
}

/** The payout method as it is now. */
function shown(world: World, setup: SetupIntent): SetupIntent {
  const method = setup.payout_method && world.payoutMethods.find(setup.payout_method.id)?.object;
  return method ? { ...setup, payout_method: method } : setup;
}

/** A bank that sent money back is not paid again until another account is given. */
export function spoil(world: World, methodId: string): void {
  const row = world.payoutMethods.find(methodId)!;
  row.object.usage_status.payments = "invalid";
  world.payoutMethods.save(row);
  emitMethod(world, "updated", methodId);
}

function emitMethod(world: World, what: "created" | "updated", id: string): void {
  emitThin(
    world,
    `v2.money_management.payout_method.${what}`,
    { id, type: "v2.money_management.payout_method", url: `${METHODS}/${id}` },
    undefined,
    world.payoutMethods.find(id)!.account,
  );
}
