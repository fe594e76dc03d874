import { invalid } from "./stripe-fault.ts";
import type { World } from "./world.ts";

/** Fields that carry an id which Stripe can replace with its object ("expandable" in the API reference). */
const expandable = new Set([
  "balance_transaction",
  "charge",
  "customer",
  "destination_payment",
  "dispute",
  "invoice",
  "destination_payment_refund",
  "failure_balance_transaction",
  "latest_charge",
  "payment_intent",
  "payment_method",
  "default_payment_method",
  "setup_intent",
  "source",
  "source_refund",
  "source_transfer",
  "source_transfer_reversal",
  "transfer",
]);
const objects = new Set(["invoice_settings", "last_payment_error", "payment", "reversals"]);
const MAX_DEPTH = 4;

/** A copy of an answer with the asked fields replaced by their objects (docs.stripe.com/api/expanding_objects). */
export function expand(world: World, answer: object, paths: string[]): object {
  const copy = structuredClone(answer) as Record<string, unknown>;
  for (const path of paths) {
    const names = path.split(".");
    const depth = names.filter((name) => name !== "data").length;
    if (depth > MAX_DEPTH)
      throw invalid(`You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`, { param: "expand" });
    open(world, copy, names, path);
  }
  return copy;
}

function open(world: World, at: Record<string, unknown>, names: string[], path: string) {
  const [name, ...rest] = names;
  if (name === undefined) return;
  const value = at[name];
  if (name === "data" && Array.isArray(value)) {
    for (const item of value) open(world, item, rest, path);
    return;
  }
  if (!expandable.has(name) && !objects.has(name)) throw unknown(name);
  if (value === undefined) throw unknown(name);
  if (value === null) return;
  if (typeof value === "string") {
    const found = lookUp(world, value);
    if (!found) return;
    at[name] = structuredClone(found);
  }
  open(world, at[name] as Record<string, unknown>, rest, path);
}

function unknown(name: string) {
  return invalid(`This property cannot be expanded (${name}).`, { param: "expand" });
}

function lookUp(world: World, id: string): object | undefined {
  const table = {
    cus: world.customers,
    pm: world.paymentMethods,
    pi: world.paymentIntents,
    seti: world.setupIntents,
    ch: world.charges,
    py: world.charges,
    re: world.refunds,
    pyr: world.refunds,
    txn: world.balanceTransactions,
    tr: world.transfers,
    trr: world.reversals,
    po: world.payouts,
    du: world.disputes,
    cn: world.creditNotes,
    in: world.invoices,
    ii: world.invoiceItems,
    tu: world.topups,
  }[id.slice(0, id.indexOf("_"))];
  return table?.find(id)?.object;
}
