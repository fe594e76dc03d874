import { z } from "zod";
import { proveLedger as prove } from "#app/domain/ledger/prove-ledger.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** The nightly proof, with Stripe's own balances beside ours. */
export const proveLedger = defineJob({
  name: "prove-ledger",
  payload: z.object({ day: z.iso.date() }),
  run: async ({ day }, deps) => {
    const balance = await deps.stripe.balance.retrieve();
    const sums = new Map<string, bigint>();
    for (const one of [...balance.available, ...balance.pending]) {
      const currency = one.currency.toUpperCase();
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(one.amount));
    }
    const stripeBalances = [...sums].map(([currency, amount]) => ({ currency, amount }));
    await deps.db.transaction((tx) => prove(tx, { day, stripeBalances }, deps.context()));
  },
});
