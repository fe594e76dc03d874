import type Stripe from "stripe";
import { balanceOf, post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { newCharge } from "./charges.ts";
import { transferCountries } from "./countries.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { convert } from "./fx-table.ts";
import { listing } from "./listing.ts";
import { created, currency, integer, metadata, need, oneOf, paging, shape, text } from "./parameters.ts";
import { newRefund } from "./refunds.ts";
import { invalid, missing, refused } from "./stripe-fault.ts";
import { PLATFORM, type World } from "./world.ts";

const input = shape({
  amount: need(integer),
  currency: need(currency),
  destination: need(text),
  description: text,
  metadata,
  source_type: oneOf("card"),
  transfer_group: text,
});
const reversalInput = shape({ amount: integer, description: text, metadata });

export const transferRoutes = [
  route("POST", "/v1/transfers", input, ({ world, account, params }) => {
    if (account !== PLATFORM) throw invalid("Only the platform can transfer.", { code: "platform_account_required" });
    const destination = world.accounts.find(params.destination);
    if (!destination) throw missing("destination", params.destination, "destination");
    if (params.amount < 1)
      throw invalid("This value must be greater than or equal to 1.", { code: "parameter_invalid_integer", param: "amount" });
    const country = destination.object.identity?.country?.toUpperCase() ?? "";
    if (!transferCountries[country]) {
      throw refused(
        "transfers_not_allowed",
        `Funds can't be sent to accounts located in ${country || "an unknown country"}: transfers from the US reach the US, CA, GB, CH and the EEA only.`,
        { param: "destination" },
      );
    }
    if (destination.object.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status !== "active") {
      throw refused(
        "insufficient_capabilities_for_transfer",
        "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments",
        { param: "destination" },
      );
    }
    const available = balanceOf(world, account).available[params.currency] ?? 0;
    if (available < params.amount) {
      throw refused(
        "balance_insufficient",
        `You have insufficient available funds in your Stripe account: ${available} of ${params.amount} ${params.currency} are available.`,
        { param: "amount" },
      );
    }
    return makeTransfer(world, params, destination.own.currency);
  }),
  route(
    "GET",
    "/v1/transfers",
    shape({ ...paging, created, destination: text, transfer_group: text }),
    ({ world, account, params }) =>
      listing(
        world.transfers,
        account,
        "/v1/transfers",
        params,
        ({ object }) => {
          if (params.created && !params.created(object.created)) return false;
          return (
            (!params.destination || object.destination === params.destination) &&
            (!params.transfer_group || object.transfer_group === params.transfer_group)
          );
        },
        { destination: params.destination, transfer_group: params.transfer_group },
      ),
  ),
  route(
    "GET",
    "/v1/transfers/:id",
    shape({}),
    ({ world, account, path }) => existing(world.transfers, account, path[0]!, "transfer").object,
  ),
  route("POST", "/v1/transfers/:id/reversals", reversalInput, ({ world, account, path, params }) => {
    const row = existing(world.transfers, account, path[0]!, "transfer");
    const transfer = row.object;
    const left = transfer.amount - transfer.amount_reversed;
    if (left === 0) throw refused("transfer_already_reversed", `Transfer ${transfer.id} is already fully reversed.`);
    const amount = params.amount ?? left;
    if (amount < 1 || amount > left) {
      throw refused("invalid_amount", `The reversal of ${amount} is not within what is left of the transfer (${left}).`, {
        param: "amount",
      });
    }
    return reverse(world, transfer, amount, merged({}, params.metadata ?? {}));
  }),
  route("GET", "/v1/transfers/:id/reversals", shape(paging), ({ world, account, path, params }) => {
    const { id } = existing(world.transfers, account, path[0]!, "transfer");
    return listing(world.reversals, account, `/v1/transfers/${id}/reversals`, params, () => true, { transfer: id });
  }),
  route(
    "GET",
    "/v1/transfers/:id/reversals/:id",
    shape({}),
    ({ world, account, path }) => existing(world.reversals, account, path[1]!, "transfer_reversal").object,
  ),
];

type Input = NonNullable<ReturnType<typeof input>>;

/** The platform's balance falls; a payment appears in the connected account, in that account's own currency. */
function makeTransfer(world: World, params: Input, local: string): Stripe.Transfer {
  const id = world.id("tr");
  const sameCurrency = local === params.currency;
  const arrived = sameCurrency ? { amount: params.amount, rate: null } : convert(params.amount, params.currency, local);
  if (arrived.amount < 1) throw refused("amount_too_small", "After conversion nothing would arrive.", { param: "amount" });
  const payment = newCharge(world, "py", arrived.amount, local);
  const transaction = post(world, {
    account: PLATFORM,
    against: "stripe:transfers",
    type: "transfer",
    category: "transfer",
    amount: -params.amount,
    currency: params.currency,
    source: id,
    description: params.description ?? null,
  });
  payment.balance_transaction = post(world, {
    account: params.destination,
    against: "stripe:transfers",
    type: "payment",
    category: "charge",
    amount: arrived.amount,
    currency: local,
    source: payment.id,
    exchangeRate: arrived.rate,
  }).id;
  Object.assign(payment, {
    source_transfer: id,
    transfer_group: params.transfer_group ?? null,
    payment_method_details: { stripe_account: {}, type: "stripe_account" },
  });
  world.charges.add(params.destination, payment.id, payment, null);
  const transfer: Stripe.Transfer = {
    id,
    object: "transfer",
    amount: params.amount,
    amount_reversed: 0,
    balance_transaction: transaction.id,
    created: world.now(),
    currency: params.currency,
    description: params.description ?? null,
    destination: params.destination,
    destination_payment: payment.id,
    livemode: false,
    metadata: params.metadata ?? {},
    reversals: { object: "list", data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: null,
    source_type: "card",
    transfer_group: params.transfer_group ?? null,
  };
  world.transfers.add(PLATFORM, id, transfer, null);
  emit(world, PLATFORM, "transfer.created", transfer);
  return transfer;
}

/** Takes money back from the connected account: its share of what arrived, at the rate of the transfer, rounded half up; the last reversal takes the rest. */
function reverse(
  world: World,
  transfer: Stripe.Transfer,
  amount: number,
  metadata: Record<string, string>,
): Stripe.TransferReversal {
  const destination = transfer.destination as string;
  const row = world.charges.find(transfer.destination_payment as string)!;
  const payment = row.object;
  const last = amount === transfer.amount - transfer.amount_reversed;
  const local = last
    ? payment.amount - payment.amount_refunded
    : Math.floor((payment.amount * amount * 2 + transfer.amount) / (transfer.amount * 2));
  const available = balanceOf(world, destination).available[payment.currency] ?? 0;
  if (available < local) {
    throw refused("balance_insufficient", `The connected account has ${available} of ${local} ${payment.currency} available.`, {
      param: "amount",
    });
  }
  const id = world.id("trr");
  const refund = newRefund(world, "pyr", local, payment);
  refund.balance_transaction = post(world, {
    account: destination,
    against: "stripe:transfers",
    type: "payment_refund",
    category: "refund",
    amount: -local,
    currency: payment.currency,
    source: refund.id,
  }).id;
  refund.source_transfer_reversal = id;
  world.refunds.add(destination, refund.id, refund, null);
  payment.amount_refunded += local;
  payment.refunded = payment.amount_refunded === payment.amount;
  world.charges.save(row);
  const reversal: Stripe.TransferReversal = {
    id,
    object: "transfer_reversal",
    amount,
    balance_transaction: post(world, {
      account: PLATFORM,
      against: "stripe:transfers",
      type: "transfer_refund",
      category: "transfer_reversal",
      amount,
      currency: transfer.currency,
      source: id,
    }).id,
    created: world.now(),
    currency: transfer.currency,
    destination_payment_refund: refund.id,
    metadata,
    source_refund: null,
    transfer: transfer.id,
  };
  world.reversals.add(PLATFORM, id, reversal, null);
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  transfer.reversals.data.unshift(reversal);
  world.transfers.save(world.transfers.find(transfer.id)!);
  emit(world, PLATFORM, "transfer.reversed", transfer);
  return reversal;
}
