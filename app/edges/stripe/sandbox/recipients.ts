import type Stripe from "stripe";
import { emitThin } from "./events.ts";
import { giveBankAccount, testBankAccount } from "./payout-methods.ts";
import { missing } from "./stripe-fault.ts";
import type { BankBehaviour } from "./test-banks.ts";
import type { World } from "./world.ts";

type Account = Stripe.V2.Core.Account;
type Recipient = NonNullable<NonNullable<Account["configuration"]>["recipient"]>;
type Local = NonNullable<NonNullable<NonNullable<Recipient["capabilities"]>["bank_accounts"]>["local"]>;

const LOCAL = "bank_accounts.local";

/** The capability that payments of Global Payouts need; undefined where it was not asked for. */
export function localCapability(account: Account): Local | undefined {
  return account.configuration?.recipient?.capabilities?.bank_accounts?.local;
}

export function isReady(account: Account): boolean {
  return localCapability(account)?.status === "active";
}

/** The state of the capability on the first day: something to give, or a country that is not reached. */
export function newCapability(reached: boolean): Local {
  return reached
    ? { status: "restricted", status_details: [{ code: "requirements_past_due", resolution: "provide_info" }] }
    : { status: "unsupported", status_details: [{ code: "unsupported_country", resolution: "no_resolution" }] };
}

/** The recipient gave identity and bank account on the hosted page: ready where the country is reached. */
export function completeRecipient(world: World, id: string, behaves: BankBehaviour): void {
  const row = world.accounts.find(id);
  const capability = row && localCapability(row.object);
  if (!row || !capability) throw missing("account", id, "account");
  const { object: account, own } = row;
  if (capability.status === "unsupported") return;
  giveBankAccount(world, id, testBankAccount(account.identity!.country!, behaves), behaves, "payment");
  own.onboarded = true;
  const changes = capability.status === "restricted";
  Object.assign(capability, { status: "active", status_details: [] });
  account.requirements = { ...account.requirements, entries: [], summary: undefined };
  world.accounts.save(row);
  emitThin(world, "v2.core.account[requirements].updated", relatedTo(id));
  if (changes) tellCapability(world, id);
}

export function tellCapability(world: World, id: string): void {
  emitThin(world, "v2.core.account[configuration.recipient].capability_status_updated", relatedTo(id), {
    updated_capability: LOCAL,
  });
}

const relatedTo = (id: string) => ({ id, type: "v2.core.account", url: `/v2/core/accounts/${id}` });
