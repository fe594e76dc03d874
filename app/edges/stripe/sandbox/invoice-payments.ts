import { existing, route } from "./call.ts";
import { invoicePaid, newPayment } from "./invoice-settlement.ts";
import { listing } from "./listing.ts";
import { created, need, oneOf, paging, shape, text } from "./parameters.ts";
import { invalid } from "./stripe-fault.ts";

/** The payments of invoices: the one that Stripe makes by itself, and those that were attached (partial payments). */
export const invoicePaymentRoutes = [
  route("POST", "/v1/invoices/:id/attach_payment", shape({ payment_intent: need(text) }), ({ world, account, path, params }) => {
    const row = existing(world.invoices, account, path[0]!, "invoice");
    const { object: intent } = existing(world.paymentIntents, account, params.payment_intent, "payment_intent", "payment_intent");
    if (row.object.status !== "open" && row.object.status !== "uncollectible")
      throw invalid(`A payment can only be attached to an open invoice; this one is ${row.object.status}.`, {
        code: "status_transition_invalid",
      });
    if (intent.currency !== row.object.currency || intent.customer !== row.object.customer)
      throw invalid("The PaymentIntent is in another currency or of another customer.", { param: "payment_intent" });
    if (intent.status === "canceled" || world.invoicePayments.where("payment_intent", intent.id).length > 0)
      throw invalid("The PaymentIntent is canceled, or attached to an invoice already.", { param: "payment_intent" });
    newPayment(world, row, intent, false);
    if (intent.status === "succeeded") invoicePaid(world, intent);
    return row.object;
  }),
  route(
    "GET",
    "/v1/invoice_payments",
    shape({
      ...paging,
      created,
      invoice: text,
      payment: shape({ type: need(oneOf("payment_intent")), payment_intent: text }),
      status: oneOf("canceled", "open", "paid"),
    }),
    ({ world, account, params }) =>
      listing(
        world.invoicePayments,
        account,
        "/v1/invoice_payments",
        params,
        ({ object }) => {
          if (params.created && !params.created(object.created)) return false;
          const { payment_intent: intent } = params.payment ?? {};
          return (!params.status || object.status === params.status) && (!intent || object.payment.payment_intent === intent);
        },
        { invoice: params.invoice, payment_intent: params.payment?.payment_intent },
      ),
  ),
  route(
    "GET",
    "/v1/invoice_payments/:id",
    shape({}),
    ({ world, account, path }) => existing(world.invoicePayments, account, path[0]!, "invoice_payment").object,
  ),
];
