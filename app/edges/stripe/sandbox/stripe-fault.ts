import type Stripe from "stripe";

export type FaultType =
  | "invalid_request_error"
  | "card_error"
  | "idempotency_error"
  | "authentication_error"
  | "api_error"
  | "rate_limit_error";

export interface FaultDetail {
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
}

/** An answer in Stripe's error envelope. `final` answers are stored under the idempotency key: the work had begun (docs.stripe.com/api/idempotent_requests). */
export class StripeFault extends Error {
  constructor(
    readonly status: number,
    readonly type: FaultType,
    message: string,
    readonly detail: FaultDetail = {},
    readonly final = false,
  ) {
    super(message);
  }

  body() {
    const doc_url = this.detail.code ? `https://docs.stripe.com/error-codes/${this.detail.code.replaceAll("_", "-")}` : undefined;
    return { error: { ...this.detail, doc_url, message: this.message, type: this.type } };
  }
}

export function invalid(message: string, detail: FaultDetail = {}): StripeFault {
  return new StripeFault(400, "invalid_request_error", message, detail);
}

/** Refused by the state of the account after the parameters were accepted: replayed under the same idempotency key. */
export function refused(code: string, message: string, detail: FaultDetail = {}): StripeFault {
  return new StripeFault(400, "invalid_request_error", message, { code, ...detail }, true);
}

export function missing(kind: string, id: string, param = "id"): StripeFault {
  return new StripeFault(404, "invalid_request_error", `No such ${kind}: '${id}'`, { code: "resource_missing", param });
}
