import { setTimeout as delay } from "node:timers/promises";
import Stripe from "stripe";

/**
 * A client that sends at most so many requests a second from this process, evenly spaced: Stripe takes 100 a second live and answers 429 to more, which the SDK
 * does not try again (docs.stripe.com/rate-limits).
 */
export function pacedClient(perSecond: number): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  let free = 0;
  client.makeRequest = async (...request) => {
    const now = performance.now();
    const turn = Math.max(now, free);
    free = turn + 1000 / perSecond;
    if (turn > now) await delay(turn - now);
    return send(...request);
  };
  return client;
}
