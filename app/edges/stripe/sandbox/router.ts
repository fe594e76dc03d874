import { createHash, randomBytes } from "node:crypto";
import { balanceRoutes } from "./balance-routes.ts";
import type { Route } from "./call.ts";
import { chargeRoutes } from "./charges.ts";
import { checkoutRoutes } from "./checkout-sessions.ts";
import { connectRoutes } from "./connect-accounts.ts";
import { creditNoteRoutes } from "./credit-notes.ts";
import { customerRoutes } from "./customers.ts";
import { disputeRoutes } from "./disputes.ts";
import { eventRoutes } from "./event-routes.ts";
import { causedBy } from "./events.ts";
import { expand } from "./expansion.ts";
import { financialAccountRoutes } from "./financial-accounts.ts";
import { decodeForm, type Raw } from "./form-decoding.ts";
import { invoiceItemRoutes } from "./invoice-items.ts";
import { invoicePaymentRoutes } from "./invoice-payments.ts";
import { invoiceRoutes } from "./invoices.ts";
import { outboundPaymentRoutes } from "./outbound-payments.ts";
import { list, need, text } from "./parameters.ts";
import { paymentIntentRoutes } from "./payment-intents.ts";
import { payoutIntentRoutes } from "./payout-intents.ts";
import { payoutMethodRoutes } from "./payout-methods.ts";
import { payoutRoutes } from "./payouts.ts";
import { refundRoutes } from "./refunds.ts";
import { invalid, StripeFault } from "./stripe-fault.ts";
import { topupRoutes } from "./topups.ts";
import { transferRoutes } from "./transfers.ts";
import { API_VERSION, PLATFORM, type World } from "./world.ts";

export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  baseUrl: string;
}
export interface ApiAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export const routes: Route[] = [
  ...customerRoutes,
  ...checkoutRoutes,
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...invoiceItemRoutes,
  ...invoiceRoutes,
  ...invoicePaymentRoutes,
  ...creditNoteRoutes,
  ...topupRoutes,
  ...balanceRoutes,
  ...transferRoutes,
  ...payoutRoutes,
  ...eventRoutes,
  ...connectRoutes,
  ...financialAccountRoutes,
  ...payoutMethodRoutes,
  ...payoutIntentRoutes,
  ...outboundPaymentRoutes,
];

const compiled = routes.map((route) => ({ route, match: new RegExp(`^${route.pattern.replaceAll(/:\w+/g, "([^/]+)")}$`) }));
const expandList = list(need(text));

/** Answers one API request; every fault leaves in Stripe's error envelope. */
export function answerApi(world: World, request: ApiRequest): ApiAnswer {
  const requestId = `req_${randomBytes(9).toString("hex")}`;
  const headers: Record<string, string> = { "request-id": requestId, "stripe-version": API_VERSION };
  const key = header(request, "idempotency-key") ?? null;
  if (key) headers["idempotency-key"] = key;
  try {
    authenticate(request);
    const account = accountOf(world, request);
    if (account !== PLATFORM) headers["stripe-account"] = account;
    const found = findRoute(request);
    if (request.method === "GET" || !key) {
      causedBy(world, { id: requestId, idempotencyKey: key });
      return { status: 200, body: work(world, request, account, found), headers };
    }
    return idempotently(world, request, account, key, headers, () => {
      causedBy(world, { id: requestId, idempotencyKey: key });
      return work(world, request, account, found);
    });
  } catch (fault) {
    const stripeFault =
      fault instanceof StripeFault
        ? fault
        : new StripeFault(500, "api_error", `The sandbox failed: ${String((fault as Error)?.stack ?? fault)}`);
    return { status: stripeFault.status, body: JSON.stringify(stripeFault.body()), headers };
  } finally {
    causedBy(world, null);
  }
}

function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function authenticate(request: ApiRequest) {
  const given = header(request, "authorization") ?? "";
  const key = given.startsWith("Basic ")
    ? Buffer.from(given.slice(6), "base64").toString().split(":")[0]!
    : given.replace(/^Bearer /, "");
  if (!key) {
    throw new StripeFault(
      401,
      "invalid_request_error",
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.",
    );
  }
  if (!/^(sk|rk)_test_\w+$/.test(key))
    throw new StripeFault(401, "invalid_request_error", `Invalid API Key provided: ${key.slice(0, 7)}***`);
  const version = header(request, "stripe-version");
  if (version && version !== API_VERSION) throw invalid(`This sandbox speaks API version ${API_VERSION}, not ${version}.`);
}

function accountOf(world: World, request: ApiRequest): string {
  const takesContext = request.path.startsWith("/v1/") || request.path.startsWith("/v2/money_management/");
  const id = header(request, "stripe-account") ?? (takesContext ? header(request, "stripe-context") : undefined);
  if (!id || id === PLATFORM) return PLATFORM;
  if (!world.accounts.find(id)) {
    throw new StripeFault(
      403,
      "invalid_request_error",
      `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
      { code: "account_invalid" },
    );
  }
  return id;
}

function findRoute({ method, path }: ApiRequest): { route: Route; captured: string[] } {
  for (const { route, match } of compiled) {
    if (route.method !== method) continue;
    const found = match.exec(path);
    if (found) return { route, captured: found.slice(1).map(decodeURIComponent) };
  }
  throw new StripeFault(
    404,
    "invalid_request_error",
    `Unrecognized request URL (${method}: ${path}). The sandbox does not know it.`,
  );
}

function work(
  world: World,
  request: ApiRequest,
  account: string,
  { route, captured }: { route: Route; captured: string[] },
): string {
  const given = parametersOf(request);
  let paths: string[] = [];
  if (request.path.startsWith("/v1/")) {
    paths = expandList(given.expand, "expand") ?? [];
    delete given.expand;
  }
  const params = route.read(given, "") as object;
  const answer = route.answer({ world, account, params, path: captured, baseUrl: request.baseUrl });
  return JSON.stringify(paths.length > 0 ? expand(world, answer, paths) : answer);
}

function parametersOf(request: ApiRequest): { [name: string]: Raw } {
  const query = decodeForm(request.query);
  if (request.method === "GET") return query;
  if (!request.path.startsWith("/v2/")) return { ...query, ...decodeForm(request.body) };
  try {
    return { ...query, ...JSON.parse(request.body || "{}") };
  } catch {
    throw invalid("The request body is not JSON.", { code: "invalid_fields" });
  }
}

/**
 * The first answer to a key is the answer to every later request that carries it; another body or path under the same key is refused.
 * Requests refused before any work began are not kept, nor are v2 requests that failed (docs.stripe.com/api-v2-overview#idempotency).
 */
function idempotently(
  world: World,
  request: ApiRequest,
  account: string,
  key: string,
  headers: Record<string, string>,
  perform: () => string,
): ApiAnswer {
  if (key.length > 255) throw invalid("Idempotency keys can be up to 255 characters long.");
  const id = `${account} ${key}`;
  const hash = createHash("sha256")
    .update(`${request.method} ${request.path}?${request.query}\n${request.body}`)
    .digest("base64url");
  const known = world.answers.find(id)?.object;
  if (known) {
    if (known.hash !== hash) {
      const words = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
      throw new StripeFault(400, "idempotency_error", words);
    }
    return { status: known.status, body: known.body, headers: { ...headers, "idempotent-replayed": "true" } };
  }
  let status = 200;
  let body: string;
  try {
    body = perform();
  } catch (fault) {
    if (!(fault instanceof StripeFault) || !fault.final || request.path.startsWith("/v2/")) throw fault;
    status = fault.status;
    body = JSON.stringify(fault.body());
  }
  world.answers.add(account, id, { hash, status, body }, null);
  return { status, body, headers };
}
