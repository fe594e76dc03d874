import { desc, eq, inArray } from "drizzle-orm";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { writeOffBill } from "#app/domain/billing/write-off-bill.server.ts";
import { approvals } from "#db/schema/accounts.ts";
import { bills, termsInvoices } from "#db/schema/billing.ts";
import type { Cast } from "./cast.ts";
import { cards } from "./kinds.ts";
import { type Doing, pick } from "./scene.ts";
import type { MoneyWorld } from "./world.ts";

const reason = "Decided by the fault suite";

export const termsSteps = {
  async set_terms({ world, cast, a, b }) {
    const { business } = pick(cast.businesses, a)!;
    const terms = {
      mode: "terms" as const,
      cadence: b % 5 === 0 ? ("monthly" as const) : ("weekly" as const),
      netDays: 7 as const,
      creditLine: b % 3 === 0 ? 5_000n : 500_000n,
      creditCurrency: "USD" as const,
      reason,
    };
    const chosen = b % 4 === 3 ? { mode: "card" as const, reason } : terms;
    return world.person(
      (context) => world.deps.db.transaction((tx) => setArrangement(tx, { businessId: business.id, ...chosen }, context)),
      cast.finance,
    );
  },
  /** Somebody pays an invoice on its hosted page. */
  async pay_invoice({ world, a, b }) {
    const open = await world.db
      .select()
      .from(termsInvoices)
      .where(eq(termsInvoices.state, "open"))
      .orderBy(desc(termsInvoices.id));
    const invoice = pick(open, a);
    if (!invoice?.stripeInvoiceId) return false;
    try {
      world.control.payInvoice(invoice.stripeInvoiceId, b % 4 === 0 ? cards.declined : cards.works);
      return true;
    } catch {
      return false; // declined, or paid already and its event is on its way
    }
  },
  async write_off_bill({ world, cast, a }) {
    const open = await world.db
      .select()
      .from(bills)
      .where(inArray(bills.state, ["due", "failed", "invoiced"]))
      .orderBy(desc(bills.id));
    const bill = pick(open, a);
    if (!bill) return false;
    const done = await world.person(
      (context) => world.deps.db.transaction((tx) => writeOffBill(tx, { billId: bill.id, reason }, context)),
      cast.finance,
    );
    return done && (await approve(world, cast, true));
  },
} satisfies Record<string, Doing>;

/** A second person agrees to what waits for one, or does not. */
export async function approve(world: MoneyWorld, cast: Cast, agrees: boolean): Promise<boolean> {
  const waiting = await world.db.select().from(approvals).where(eq(approvals.state, "requested")).orderBy(approvals.id);
  for (const { id } of waiting)
    await world.person(
      (context) =>
        world.deps.db.transaction((tx) => decideApproval(tx, { approvalId: id, approve: agrees, note: reason }, context)),
      cast.finance2,
    );
  return true;
}
