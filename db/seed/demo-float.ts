import { eq } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { setTopUpRule } from "#app/domain/payouts/set-top-up-rule.server.ts";
import { approvals, users } from "#db/schema/accounts.ts";
import type { World } from "./world.ts";

/** Platform finance allows what the pay days of the first weeks need, and a second person agrees. */
export async function allowTopUps(world: World): Promise<void> {
  const [asking, agreeing] = await Promise.all(
    ["finance@deskhand.demo", "finance2@deskhand.demo"].map((email) => staff(world, email)),
  );
  const reason = "Protected pay goes out before its business has paid.";
  for (const [currency, weeklyLimit] of [
    ["USD", 500_000n],
    ["EUR", 300_000n],
    ["GBP", 300_000n],
  ] as const)
    await world.db.transaction((tx) => setTopUpRule(tx, { currency, weeklyLimit, reason }, { actor: asking!, now: world.now() }));
  const waiting = await world.db.select({ id: approvals.id }).from(approvals).where(eq(approvals.action, "float.rule"));
  for (const { id: approvalId } of waiting)
    await world.db.transaction((tx) =>
      decideApproval(tx, { approvalId, approve: true, note: "" }, { actor: agreeing!, now: world.now() }),
    );
  await world.settle();
}

async function staff(world: World, email: string) {
  const [user] = await world.db.select({ id: users.id }).from(users).where(eq(users.email, email));
  return (await actorById(world.db, user!.id))!;
}
