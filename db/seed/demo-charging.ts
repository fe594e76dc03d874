import { exposureOf } from "#app/domain/billing/exposure.server.ts";
import { giveBonus } from "#app/domain/billing/give-bonus.server.ts";
import { setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { staffNamed } from "./demo-disputes.ts";
import type { DemoBusiness } from "./demo-people.ts";
import type { Contract } from "./demo-steps.ts";
import type { World } from "./world.ts";

/** A manager says thank you beside the hours; it stands on the next bill. */
export function thankWithBonus(world: World, business: DemoBusiness, contract: Contract): Promise<void> {
  return world.db.transaction((tx) =>
    giveBonus(
      tx,
      {
        id: newId(),
        contractId: contract.id,
        amount: 5_000n,
        note: "Thank you for calming the dimmer weekend. The team noticed.",
      },
      { actor: business.manager, now: world.now() },
    ),
  );
}

/** A business goes prepaid and pays so much ahead that 85% of it is used by what is worked and not paid yet: both sides are warned. */
export async function payAhead(world: World, business: DemoBusiness): Promise<void> {
  const finance = await staffNamed(world, "finance@deskhand.demo");
  await world.db.transaction((tx) =>
    setArrangement(
      tx,
      { businessId: business.id, mode: "prepaid", reason: "Asked to pay ahead during the school season." },
      { actor: finance, now: world.now() },
    ),
  );
  const { used } = await exposureOf(world.db, business.id, business.currency, world.now());
  const whole = (used * 100n) / 8_500n + 1n;
  await world.prepay(business.id, business.finance, used === 0n ? 30_000n : whole * 100n, business.currency);
  await world.settle();
}
