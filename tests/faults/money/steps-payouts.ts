import { and, desc, eq, inArray } from "drizzle-orm";
import { holdPayout } from "#app/domain/payouts/hold-payout.server.ts";
import { refreshPayoutAccountFlow } from "#app/domain/payouts/refresh-payout-account-flow.server.ts";
import { releasePayout } from "#app/domain/payouts/release-payout.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { retryPayout } from "#app/domain/payouts/retry-payout.server.ts";
import { savePayoutPreferences } from "#app/domain/payouts/save-payout-preferences.server.ts";
import { schedules } from "#app/domain/payouts/schedule.ts";
import { startOnboardingFlow } from "#app/domain/payouts/start-onboarding-flow.server.ts";
import { payoutAccounts, payouts } from "#db/schema/payouts.ts";
import type { GivenAgent } from "#tests/factories/agents.ts";
import { type Doing, pick, type Scene } from "./scene.ts";
import type { MoneyWorld } from "./world.ts";

const reason = "Looked at by the fault suite";

/** An agent goes through Stripe's hosted onboarding with a bank account. Whether they come back or an event tells is the storm's choice. */
export async function onboard(world: MoneyWorld, { agentId, agent }: GivenAgent, bank: string): Promise<boolean> {
  const { deps, db, control, draw } = world;
  const returnTo = "https://deskhand.example/agent/payout-account";
  if (!(await world.person((context) => startOnboardingFlow(deps.db, deps.stripe, { agentId, returnTo }, context), agent)))
    return false;
  const [account] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId));
  if (!account?.stripeAccountId) return false;
  if (account.rail === "b")
    control.completeRecipient(account.stripeAccountId, bank === "fails_late" ? "returns" : bank === "fails" ? "fails" : "works");
  else control.completeOnboarding(account.stripeAccountId, { givenName: "Ana", surname: "Almeida", bank: bank as "works" });
  if (draw.chance(0.5))
    await world.person((context) => refreshPayoutAccountFlow(deps.db, deps.stripe, { agentId }, context), agent);
  return true;
}

const banks = ["works", "works", "fails", "fails_late"];

async function payoutIn(world: MoneyWorld, states: (typeof payouts.$inferSelect)["state"][], n: number) {
  const rows = await world.db.select().from(payouts).where(inArray(payouts.state, states)).orderBy(desc(payouts.id));
  return pick(rows, n);
}

export const payoutSteps = {
  new_bank: ({ world, cast, a, b }) => onboard(world, pick(cast.agents, a)!, pick(banks, b)!),
  async request_payout({ world, cast, a }) {
    const { freelancer, currency } = pick(cast.workings, a)!;
    const { agentId, agent } = freelancer;
    return world.person((context) => world.deps.db.transaction((tx) => requestPayout(tx, { agentId, currency }, context)), agent);
  },
  async hold_payout({ world, cast, a, b }) {
    // Reserved ones are sent within the minute: the person looks while the queue still works.
    let payout = await payoutIn(world, ["reserved"], a);
    for (let i = 0; i < cast.workings.length && !payout; i++) {
      const { freelancer, currency } = pick(cast.workings, b + i)!;
      const { agentId, agent } = freelancer;
      await world.person(
        (context) => world.deps.db.transaction((tx) => requestPayout(tx, { agentId, currency }, context)),
        agent,
      );
      payout = await payoutIn(world, ["reserved"], a);
    }
    if (!payout) return false;
    return world.person(
      (context) => world.deps.db.transaction((tx) => holdPayout(tx, { payoutId: payout.id, reason }, context)),
      cast.finance,
    );
  },
  async set_preferences({ world, cast, a, b }) {
    const { agentId, agent } = pick(cast.agents, a)!;
    const wish = { agentId, schedule: pick(schedules, b)!, minimum: b % 3 === 0 ? 20_000n : null };
    return world.person((context) => world.deps.db.transaction((tx) => savePayoutPreferences(tx, wish, context)), agent);
  },
  release_payout: ({ world, cast, a }) => letGo(world, cast, a),
  async retry_payout({ world, cast, a }) {
    const payout = await payoutIn(world, ["failed"], a);
    if (!payout) return false;
    return world.person(
      (context) => world.deps.db.transaction((tx) => retryPayout(tx, { payoutId: payout.id, reason }, context)),
      cast.finance,
    );
  },
} satisfies Record<string, Doing>;

/** Finance lets a held payout go. */
export async function letGo(world: MoneyWorld, cast: Scene["cast"], n: number): Promise<boolean> {
  const held = await world.db
    .select()
    .from(payouts)
    .where(and(eq(payouts.state, "held"), eq(payouts.holdReason, reason)));
  const payout = pick(held, n);
  if (!payout) return false;
  return world.person(
    (context) => world.deps.db.transaction((tx) => releasePayout(tx, { payoutId: payout.id, reason }, context)),
    cast.finance,
  );
}
