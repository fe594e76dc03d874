import { eq } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { askForTerms } from "#app/domain/billing/ask-for-terms.server.ts";
import { setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { users } from "#db/schema/accounts.ts";
import { termsInvoices } from "#db/schema/billing.ts";
import type { DemoBusiness } from "./demo-people.ts";
import type { World } from "./world.ts";

/** A business asks to be invoiced, and platform finance grants it net 14 after a look at its paid weeks. */
export async function putOnTerms(world: World, { id: businessId, currency, finance }: DemoBusiness): Promise<void> {
  const note = "Our accounts team pays suppliers twice a month; an invoice would be easier for us.";
  await world.db.transaction((tx) =>
    askForTerms(tx, { businessId, cadence: "weekly", netDays: 14, note }, { actor: finance, now: world.now() }),
  );
  await world.advanceTo(addMinutes(world.now(), 120));
  const [staff] = await world.db.select().from(users).where(eq(users.email, "finance@deskhand.demo"));
  const actor = (await actorById(world.db, staff!.id))!;
  const reason = "Every weekly bill was paid at once for two months.";
  const terms = {
    mode: "terms",
    cadence: "weekly",
    netDays: 14,
    creditLine: 500_000n,
    creditCurrency: currency,
    reason,
  } as const;
  await world.db.transaction((tx) => setArrangement(tx, { businessId, ...terms }, { actor, now: world.now() }));
}

/** The business pays its oldest open invoice on Stripe's page; the later ones stay open. */
export async function payOldestInvoice(world: World, { id: businessId }: DemoBusiness): Promise<void> {
  const open = await world.db
    .select()
    .from(termsInvoices)
    .where(eq(termsInvoices.businessId, businessId))
    .orderBy(termsInvoices.issuedAt);
  const oldest = open.find((one) => one.state === "open");
  if (oldest?.stripeInvoiceId) await world.payInvoice(oldest.stripeInvoiceId);
}
