import type Stripe from "stripe";
import { post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { created, currency, integer, metadata, need, oneOf, paging, shape, text } from "./parameters.ts";
import { invalid, refused } from "./stripe-fault.ts";
import { PLATFORM, settlementCurrencies, type World } from "./world.ts";

/** The platform's bank money is there a day later. */
const ARRIVES_AFTER_SECONDS = 86_400;
/** A top-up with this statement descriptor is there at once; the sandbox's own way to a funded balance. */
const AT_ONCE = "AT ONCE";

/** Test bank tokens: docs.stripe.com/connect/testing#testing-top-ups. */
const sources = { btok_us_verified: true, btok_us_verified_noAccount: false };

const input = shape({
  amount: need(integer),
  currency: need(currency),
  description: text,
  metadata,
  source: oneOf("btok_us_verified", "btok_us_verified_noAccount"),
  statement_descriptor: text,
  transfer_group: text,
});

export const topupRoutes = [
  route("POST", "/v1/topups", input, ({ world, account, params }) => {
    if (account !== PLATFORM) throw invalid("Only the platform can top up its balance.");
    if (params.amount < 1)
      throw invalid("This value must be greater than or equal to 1.", { code: "parameter_invalid_integer", param: "amount" });
    if (!settlementCurrencies.includes(params.currency))
      throw invalid(`Top-ups are in ${settlementCurrencies.join(", ")} only.`, { param: "currency" });
    if ((params.statement_descriptor ?? "").length > 15)
      throw invalid("The statement descriptor must be at most 15 characters.", { param: "statement_descriptor" });
    const now = world.now();
    const arrives = params.statement_descriptor === AT_ONCE ? now : now + ARRIVES_AFTER_SECONDS;
    const topup = {
      id: world.id("tu"),
      object: "topup",
      amount: params.amount,
      balance_transaction: null,
      created: now,
      currency: params.currency,
      description: params.description ?? null,
      expected_availability_date: arrives,
      failure_code: null,
      failure_message: null,
      initiated_by: "user",
      livemode: false,
      metadata: params.metadata ?? {},
      source: null,
      statement_descriptor: params.statement_descriptor ?? null,
      status: "pending",
      transfer_group: params.transfer_group ?? null,
    } as unknown as Stripe.Topup;
    const row = world.topups.add(account, topup.id, topup, { fails: params.source ? !sources[params.source] : false });
    emit(world, account, "topup.created", topup);
    if (arrives === now) topupArrives(world, row.id);
    else world.clock.plan("topup", topup.id, arrives * 1000);
    return topup;
  }),
  route(
    "GET",
    "/v1/topups",
    shape({ ...paging, created, amount: created, status: oneOf("canceled", "failed", "pending", "succeeded") }),
    ({ world, account, params }) =>
      listing(world.topups, account, "/v1/topups", params, ({ object }) => {
        if (params.created && !params.created(object.created)) return false;
        return (!params.amount || params.amount(object.amount)) && (!params.status || object.status === params.status);
      }),
  ),
  route(
    "GET",
    "/v1/topups/:id",
    shape({}),
    ({ world, account, path }) => existing(world.topups, account, path[0]!, "topup").object,
  ),
  route("POST", "/v1/topups/:id", shape({ description: text, metadata }), ({ world, account, path, params }) => {
    const row = existing(world.topups, account, path[0]!, "topup");
    if (params.description) row.object.description = params.description;
    row.object.metadata = merged(row.object.metadata, params.metadata ?? {});
    world.topups.save(row);
    return row.object;
  }),
  route("POST", "/v1/topups/:id/cancel", shape({}), ({ world, account, path }) => {
    const row = existing(world.topups, account, path[0]!, "topup");
    if (row.object.status !== "pending")
      throw refused("topup_not_cancelable", `Only a pending top-up can be canceled; this one is ${row.object.status}.`);
    row.object.status = "canceled";
    row.object.expected_availability_date = null;
    world.topups.save(row);
    emit(world, account, "topup.canceled", row.object);
    return row.object;
  }),
];

/** The bank's money came, or did not. */
export function topupArrives(world: World, id: string) {
  const row = world.topups.find(id);
  if (row?.object.status !== "pending") return;
  const topup = row.object;
  if (row.own.fails) {
    Object.assign(topup, {
      status: "failed",
      failure_code: "no_account",
      failure_message: "The bank account details on file are probably incorrect. No bank account exists with that number.",
      expected_availability_date: null,
    } satisfies Partial<Stripe.Topup>);
  } else {
    topup.status = "succeeded";
    topup.balance_transaction = post(world, {
      account: row.account,
      against: "outside:banks",
      type: "topup",
      category: "topup",
      amount: topup.amount,
      currency: topup.currency,
      source: id,
      description: topup.description,
    }).id;
  }
  world.topups.save(row);
  emit(world, row.account, row.own.fails ? "topup.failed" : "topup.succeeded", topup);
}
