import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { globalPayoutCountries, transferCountries } from "./countries.ts";
import { emit, emitThin, isoOf } from "./events.ts";
import { bool, currency, list, metadata, need, oneOf, shape, text, url } from "./parameters.ts";
import { completeRecipient, localCapability, newCapability, tellCapability } from "./recipients.ts";
import { invalid, missing } from "./stripe-fault.ts";
import { type BankBehaviour, testBank } from "./test-banks.ts";
import { PLATFORM, type World } from "./world.ts";

const includes = [
  "configuration.customer",
  "configuration.merchant",
  "configuration.recipient",
  "defaults",
  "future_requirements",
  "identity",
  "requirements",
] as const;
const include = list(oneOf(...includes));

const input = shape({
  configuration: shape({
    recipient: shape({
      capabilities: shape({
        stripe_balance: shape({ stripe_transfers: shape({ requested: need(bool) }) }),
        bank_accounts: shape({ local: shape({ requested: need(bool) }) }),
      }),
    }),
  }),
  contact_email: text,
  contact_phone: text,
  dashboard: oneOf("express", "full", "none"),
  defaults: shape({
    currency,
    locales: list(text),
    profile: shape({ business_url: url, doing_business_as: text, product_description: text }),
    responsibilities: shape({
      fees_collector: need(oneOf("application", "application_custom", "application_express", "stripe")),
      losses_collector: need(oneOf("application", "stripe")),
    }),
  }),
  display_name: text,
  identity: shape({
    country: text,
    entity_type: oneOf("company", "government_entity", "individual", "non_profit"),
    individual: shape({ email: text, given_name: text, surname: text, phone: text }),
  }),
  include,
  metadata,
});

const linkUseCase = shape({
  refresh_url: need(url),
  return_url: url,
  collection_options: shape({ fields: oneOf("currently_due", "eventually_due"), future_requirements: oneOf("include", "omit") }),
});
const linkInput = shape({
  account: need(text),
  use_case: need(
    shape({
      type: need(oneOf("account_onboarding", "account_update")),
      account_onboarding: linkUseCase,
      account_update: linkUseCase,
    }),
  ),
});

/** An account link can be opened once, within minutes (docs.stripe.com/api/v2/core/account-links). */
const LINK_SECONDS = 600;

export const connectRoutes = [
  route("POST", "/v2/core/accounts", input, ({ world, params }) => {
    const account = newAccount(world, params);
    emitThin(world, "v2.core.account.created", relatedTo(account.id));
    return shown(account, params.include ?? []);
  }),
  route("GET", "/v2/core/accounts/:id", shape({ include }), ({ world, path, params }) =>
    shown(existing(world.accounts, PLATFORM, path[0]!, "account").object, params.include ?? []),
  ),
  route("POST", "/v2/core/account_links", linkInput, ({ world, params, baseUrl }) => {
    const { id: account } = existing(world.accounts, PLATFORM, params.account, "account", "account");
    const { type } = params.use_case;
    const useCase = params.use_case[type];
    if (!useCase)
      throw invalid(`Missing required param: use_case.${type}.`, { code: "parameter_missing", param: `use_case.${type}` });
    const id = world.id("al");
    const expires = world.now() + LINK_SECONDS;
    world.accountLinks.add(
      PLATFORM,
      id,
      { account, expires, used: false, return_url: useCase.return_url ?? null, refresh_url: useCase.refresh_url },
      null,
    );
    return {
      object: "v2.core.account_link",
      account,
      created: isoOf(world.now()),
      expires_at: isoOf(expires),
      livemode: false,
      url: `${baseUrl}/connect/onboarding/${id}`,
      use_case: JSON.parse(JSON.stringify(params.use_case)),
    };
  }),
  route("GET", "/v1/accounts/:id", shape({}), ({ world, path }) =>
    legacyAccount(world, existing(world.accounts, PLATFORM, path[0]!, "account", "account").id),
  ),
  route("GET", "/v1/accounts/:id/external_accounts", shape({ object: oneOf("bank_account") }), ({ world, path }) => {
    const { id } = existing(world.accounts, PLATFORM, path[0]!, "account", "account");
    return banksOf(world, id);
  }),
];

const relatedTo = (id: string) => ({ id, type: "v2.core.account", url: `/v2/core/accounts/${id}` });

type Input = NonNullable<ReturnType<typeof input>>;

function newAccount(world: World, params: Input): Stripe.V2.Core.Account {
  const asked = params.configuration?.recipient?.capabilities;
  const requested = asked?.stripe_balance?.stripe_transfers?.requested === true;
  const payments = asked?.bank_accounts?.local?.requested === true;
  const country = params.identity?.country?.toLowerCase();
  if ((requested || payments) && !country)
    throw invalid("identity.country is required to request recipient capabilities.", {
      code: "invalid_fields",
      param: "identity.country",
    });
  if (country && !/^[a-z]{2}$/.test(country))
    throw invalid("identity.country must be an ISO 3166-1 alpha-2 code.", { code: "invalid_fields", param: "identity.country" });
  const local = transferCountries[country?.toUpperCase() ?? ""];
  const reached = globalPayoutCountries[country?.toUpperCase() ?? ""];
  const id = world.id("acct");
  const account = JSON.parse(
    JSON.stringify({
      id,
      object: "v2.core.account",
      applied_configurations: params.configuration?.recipient ? ["recipient"] : [],
      closed: false,
      configuration: params.configuration?.recipient
        ? {
            recipient: {
              applied: true,
              capabilities:
                requested || payments
                  ? {
                      stripe_balance: requested ? { stripe_transfers: newCapability(local !== undefined) } : undefined,
                      bank_accounts: payments ? { local: newCapability(reached !== undefined) } : undefined,
                    }
                  : undefined,
            },
          }
        : undefined,
      contact_email: params.contact_email,
      contact_phone: params.contact_phone,
      created: isoOf(world.now()),
      dashboard: params.dashboard,
      defaults: {
        currency: params.defaults?.currency ?? local ?? reached,
        locales: params.defaults?.locales,
        profile: params.defaults?.profile,
        responsibilities: { ...params.defaults?.responsibilities, requirements_collector: "stripe" },
      },
      display_name: params.display_name,
      identity: { country, entity_type: params.identity?.entity_type, individual: withId(params.identity?.individual, id) },
      livemode: false,
      metadata: params.metadata ?? {},
      requirements:
        requested && local
          ? openRequirements("stripe_balance.stripe_transfers")
          : payments && reached
            ? openRequirements("bank_accounts.local")
            : { entries: [] },
    }),
  ) as Stripe.V2.Core.Account;
  world.accounts.add(PLATFORM, id, account, { bank: null, currency: local ?? reached ?? "usd", onboarded: false });
  return account;
}

function withId(person: object | undefined, account: string) {
  return person && { ...person, account, id: `person_${account.slice(5)}` };
}

function openRequirements(capability: "stripe_balance.stripe_transfers" | "bank_accounts.local") {
  const deadline = { status: "past_due" };
  const needed = [
    "identity.individual.given_name",
    "identity.individual.surname",
    "identity.individual.date_of_birth",
    "configuration.recipient.default_outbound_destination",
  ];
  return {
    entries: needed.map((description) => ({
      awaiting_action_from: "user",
      description,
      errors: [],
      impact: {
        restricts_capabilities: [{ capability, configuration: "recipient", deadline }],
      },
      minimum_deadline: deadline,
      requested_reasons: [{ code: "routine_onboarding" }],
    })),
    summary: { minimum_deadline: deadline },
  };
}

/** v2 leaves out what `include` does not name. */
function shown(account: Stripe.V2.Core.Account, included: readonly string[]): object {
  const out = structuredClone(account) as unknown as Record<string, unknown>;
  if (!included.includes("configuration.recipient")) delete out.configuration;
  for (const part of ["defaults", "identity", "requirements"]) if (!included.includes(part)) delete out[part];
  return out;
}

export interface Onboarding {
  givenName?: string;
  surname?: string;
  bank?: BankBehaviour;
}

/** The person finished Stripe's hosted onboarding: requirements met, a bank account on file, the capability active where the country allows. */
export function completeOnboarding(world: World, id: string, given: Onboarding) {
  const row = world.accounts.find(id);
  if (!row) throw missing("account", id, "account");
  const behaves = given.bank ?? "works";
  if (localCapability(row.object)) return completeRecipient(world, id, behaves);
  const { object: account, own } = row;
  const { number } = testBank(behaves);
  const holder = [given.givenName, given.surname].filter(Boolean).join(" ") || (account.display_name ?? null);
  const before = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
  own.bank = {
    behaves,
    object: {
      id: world.id("ba"),
      object: "bank_account",
      account: id,
      account_holder_name: holder,
      account_holder_type: "individual",
      account_type: null,
      available_payout_methods: ["standard"],
      bank_name: "STRIPE TEST BANK",
      country: (account.identity?.country ?? "us").toUpperCase(),
      currency: own.currency,
      default_for_currency: true,
      fingerprint: `fp_${number}`,
      future_requirements: null,
      last4: number.slice(-4),
      metadata: {},
      requirements: null,
      routing_number: "110000000",
      status: "new",
    },
  };
  own.onboarded = true;
  emit(world, id, "account.external_account.created", own.bank.object);
  const changes = before?.status === "restricted";
  if (before && changes) Object.assign(before, { status: "active", status_details: [] });
  account.requirements = { ...account.requirements, entries: [], summary: undefined };
  world.accounts.save(row);
  emit(world, id, "account.updated", legacyAccount(world, id));
  emitThin(world, "v2.core.account[requirements].updated", relatedTo(id));
  if (changes) {
    emitThin(world, "v2.core.account[configuration.recipient].capability_status_updated", relatedTo(id), {
      updated_capability: "stripe_balance.stripe_transfers",
    });
  }
}

/** Stripe found something and restricts the account until its holder gives more (for tests of what follows). */
export function restrictAccount(world: World, id: string) {
  const row = world.accounts.find(id);
  const local = row && localCapability(row.object);
  const capability = local ?? row?.object.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
  if (!row || !capability) throw missing("account", id, "account");
  Object.assign(capability, {
    status: "restricted",
    status_details: [{ code: "requirements_past_due", resolution: "provide_info" }],
  });
  const named = local ? "bank_accounts.local" : "stripe_balance.stripe_transfers";
  row.object.requirements = openRequirements(named) as Stripe.V2.Core.Account.Requirements;
  world.accounts.save(row);
  if (local) return tellCapability(world, id);
  emit(world, id, "account.updated", legacyAccount(world, id));
  emitThin(world, "v2.core.account[configuration.recipient].capability_status_updated", relatedTo(id), {
    updated_capability: "stripe_balance.stripe_transfers",
  });
}

export function banksOf(world: World, id: string): Stripe.ApiList<Stripe.BankAccount> {
  const bank = world.accounts.find(id)!.own.bank;
  return { object: "list", data: bank ? [bank.object] : [], has_more: false, url: `/v1/accounts/${id}/external_accounts` };
}

/** The v1 view of an account, as account.updated carries it. */
function legacyAccount(world: World, id: string): Stripe.Account {
  const { object: account, own } = world.accounts.find(id)!;
  const active = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status === "active";
  const due = (account.requirements?.entries ?? []).map((entry) => entry.description);
  const requirements = {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: due.length > 0 ? ("requirements.past_due" as const) : null,
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [],
  };
  return {
    id,
    object: "account",
    business_type: "individual",
    capabilities: { transfers: active ? "active" : "inactive" },
    charges_enabled: false,
    controller: {
      fees: { payer: "application" },
      is_controller: true,
      losses: { payments: "application" },
      requirement_collection: "stripe",
      stripe_dashboard: { type: "express" },
      type: "application",
    },
    country: (account.identity?.country ?? "us").toUpperCase(),
    created: Math.floor(Date.parse(account.created) / 1000),
    default_currency: own.currency,
    details_submitted: own.onboarded,
    email: account.contact_email ?? null,
    external_accounts: banksOf(world, id),
    metadata: account.metadata ?? {},
    payouts_enabled: active && own.bank !== null,
    requirements,
    settings: null,
    type: "express",
  } as unknown as Stripe.Account;
}
