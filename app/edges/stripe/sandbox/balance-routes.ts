import type Stripe from "stripe";
import { balanceObject } from "./balances.ts";
import { existing, route } from "./call.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { clearable, created, currency, integer, mapOf, oneOf, paging, shape, text } from "./parameters.ts";
import { planSweep, settingsOf } from "./payouts.ts";
import type { World } from "./world.ts";

const settingsInput = shape({
  payments: shape({
    payouts: shape({
      minimum_balance_by_currency: clearable(mapOf(clearable(integer))),
      schedule: shape({ interval: oneOf("daily", "manual") }),
    }),
  }),
});

function settingsObject(world: World, account: string): Stripe.BalanceSettings {
  const settings = settingsOf(world, account);
  const minimum = Object.keys(settings.minimum).length > 0 ? settings.minimum : null;
  return {
    object: "balance_settings",
    payments: {
      debit_negative_balances: null,
      payouts: {
        automatic_transfer_rules_by_currency: null,
        minimum_balance_by_currency: minimum,
        schedule: { interval: settings.interval },
        statement_descriptor: null,
        status: "enabled",
      },
      settlement_timing: { delay_days: 2, start_of_day: null },
    },
  };
}

export const balanceRoutes = [
  route("GET", "/v1/balance", shape({}), ({ world, account }) => balanceObject(world, account)),
  route("GET", "/v1/balance_settings", shape({}), ({ world, account }) => settingsObject(world, account)),
  route("POST", "/v1/balance_settings", settingsInput, ({ world, account, params }) => {
    const settings = structuredClone(settingsOf(world, account));
    const { minimum_balance_by_currency: minimum, schedule } = params.payments?.payouts ?? {};
    if (minimum === null) settings.minimum = {};
    for (const [code, amount] of Object.entries(minimum ?? {})) {
      const key = currency(code, "payments[payouts][minimum_balance_by_currency]")!;
      if (amount === null || amount === undefined) delete settings.minimum[key];
      else settings.minimum[key] = amount;
    }
    if (schedule?.interval) settings.interval = schedule.interval;
    world.settings.add(account, account, settings, null);
    planSweep(world, account);
    const object = settingsObject(world, account);
    emit(world, account, "balance_settings.updated", object);
    return object;
  }),
  route(
    "GET",
    "/v1/balance_transactions",
    shape({ ...paging, created, currency, payout: text, source: text, type: text }),
    ({ world, account, params }) =>
      listing(
        world.balanceTransactions,
        account,
        "/v1/balance_transactions",
        params,
        ({ object, own }) => {
          if (params.created && !params.created(object.created)) return false;
          if (params.currency && object.currency !== params.currency) return false;
          if (params.payout && own.payout !== params.payout) return false;
          return (!params.source || object.source === params.source) && (!params.type || object.type === params.type);
        },
        { source: params.source, payout: params.payout },
      ),
  ),
  route(
    "GET",
    "/v1/balance_transactions/:id",
    shape({}),
    ({ world, account, path }) => existing(world.balanceTransactions, account, path[0]!, "balance_transaction").object,
  ),
];
