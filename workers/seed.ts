import fs from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { cardsOf } from "#app/domain/billing/bills.server.ts";
import { prepayFlow } from "#app/domain/billing/prepay-flow.server.ts";
import { startCardSetupFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { submitChargebackFlow } from "#app/domain/billing/submit-chargeback-flow.server.ts";
import { receivePictureFlow } from "#app/domain/diary/receive-picture-flow.server.ts";
import { startOnboardingFlow } from "#app/domain/payouts/start-onboarding-flow.server.ts";
import { fieldCipherOf } from "#app/domain/taxes/field-cipher.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { startOfWeek, weekOf } from "#app/kernel/time.ts";
import { databaseAddress, openDatabase } from "#db/client.server.ts";
import { cardSetups } from "#db/schema/billing.ts";
import { payoutAccounts } from "#db/schema/payouts.ts";
import { seedDemo } from "#db/seed/demo.ts";
import { DEMO_PASSWORD } from "#db/seed/demo-people.ts";
import { jobDeps } from "./job-deps.ts";
import { catchUpStripeEvents } from "./jobs/catch-up-stripe-events.ts";
import { proposePromotions } from "./jobs/propose-promotions.ts";
import { advanceInline, settle } from "./run-inline.ts";
import { moveSandboxClock } from "./sandbox-clock.ts";

/** Months of daily work would only be made again; mail of the past reaches nobody. Both run in the demo's last days. */
const notInThePast = new Set([
  "prove-ledger",
  "reconcile-stripe",
  "rebuild-match-profiles",
  "propose-promotions",
  "send-verification-mail",
  "notify",
  "mail-documents",
  "mail-statement",
  "mail-diary-heads",
  "watch-exposure",
]);
const LAST_DAYS_MS = 8 * 86_400_000;

const env = parseEnv(process.env, path.resolve(process.env.DESKHAND_ROOT ?? "."));
const { db, close } = openDatabase(databaseAddress(env), 6);
const present = new Date();
let now = new Date(startOfWeek(weekOf(present)).getTime() - 22 * 7 * 86_400_000);
const deps = jobDeps(env, db, () => now);
const sandbox = env.STRIPE_SANDBOX_URL;
if (!sandbox) throw new Error("the demo is seeded against the local Stripe sandbox only");

async function moveTo(instant: Date): Promise<void> {
  if (instant <= now) return;
  now = instant;
  await moveSandboxClock(sandbox, instant);
  await catchUpStripeEvents.run({}, deps);
}
const skipped = () => (present.getTime() - now.getTime() > LAST_DAYS_MS ? notInThePast : new Set<string>());

/** What a person does on Stripe's hosted pages. */
async function onStripe(action: string, body: Record<string, string | boolean>): Promise<void> {
  const answer = await fetch(`${sandbox}/_sandbox/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
  await catchUpStripeEvents.run({}, deps);
  await settle(deps, skipped());
}

await moveSandboxClock(sandbox, now);
const started = performance.now();
await seedDemo({
  db,
  monday: weekOf(present),
  present,
  now: () => now,
  advanceTo: async (instant) => {
    if (instant > now) await advanceInline(deps, instant, moveTo, skipped());
  },
  settle: () => settle(deps, skipped()),
  addCard: async (businessId, member, card) => {
    await startCardSetupFlow(db, deps.stripe, { businessId, returnTo: env.PUBLIC_URL }, { actor: member as Actor, now });
    const [setup] = await db
      .select({ session: cardSetups.stripeSessionId })
      .from(cardSetups)
      .where(eq(cardSetups.businessId, businessId));
    await onStripe("complete_checkout", { session: setup!.session!, card });
  },
  prepay: async (businessId, member, amount, currency) => {
    const [card] = await cardsOf(db, businessId, member);
    const asked = { id: newId(), businessId, amount, currency, cardId: card!.id, returnTo: env.PUBLIC_URL };
    await prepayFlow(db, deps.stripe, asked, { actor: member, now });
  },
  onboard: async (agentId, bank) => {
    await startOnboardingFlow(
      db,
      deps.stripe,
      { agentId, returnTo: env.PUBLIC_URL },
      { actor: { kind: "agent", userId: agentId }, now },
    );
    const [account] = await db
      .select({ id: payoutAccounts.stripeAccountId })
      .from(payoutAccounts)
      .where(eq(payoutAccounts.agentId, agentId));
    await onStripe("complete_onboarding", { account: account!.id!, bank });
  },
  payInvoice: (invoice) => onStripe("pay_invoice", { invoice, card: "4242424242424242" }),
  takeChargeBack: (charge, reason) => onStripe("dispute_charge", { charge, reason }),
  decideChargeback: (dispute, won) => onStripe("decide_dispute", { dispute, won }),
  submitEvidence: async (chargebackId, evidence, actor) => {
    await submitChargebackFlow(db, deps.stripe, { chargebackId, evidence }, { actor, now });
    await settle(deps, skipped());
  },
  sendPicture: async (picture, actor) => {
    await receivePictureFlow(db, deps.storage, picture, { actor, now });
  },
  proposePromotions: () => proposePromotions.run({}, deps),
  cipher: fieldCipherOf(env),
  hashPassword,
  say: (line) => process.stdout.write(`${line}\n`),
});
await moveSandboxClock(sandbox, new Date());
await close();

const signIns = [
  ["business owner (Lumen Lamps)", "owner@lumen.demo"],
  ["business manager (Northwind Outfitters)", "manager@northwind.demo"],
  ["business finance (Pica Books)", "finance@pica.demo"],
  ["agent, twenty weeks and promoted", "marta.oliveira.pt0@agents.demo"],
  ["agent, proposed for L2", "katharina.gruber.at0@agents.demo"],
  ["agent in Brazil, paid in reais", "larissa.almeida.br0@agents.demo"],
  ["agent in the Philippines, pay sent back", "andrea.reyes.ph0@agents.demo"],
  ["platform finance", "finance@deskhand.demo"],
];
const lines = signIns.map(([who, email]) => `  ${who!.padEnd(42)}${email}`);
fs.writeFileSync(
  path.join(env.DATA_DIR, "sign-ins.txt"),
  `Sign in with the password "${DEMO_PASSWORD}" as:\n${lines.join("\n")}\n`,
);
process.stdout.write(`The demo is seeded (${Math.round((performance.now() - started) / 1000)} s).\n`);
process.exit(0);
