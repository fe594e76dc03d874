import { eq } from "drizzle-orm";
import { z } from "zod";
import { weeksOnBill } from "#app/domain/billing/bills.server.ts";
import { timesheetsDue } from "#app/domain/payouts/release-week-pay.server.ts";
import type { Db } from "#db/client.server.ts";
import { chargebacks } from "#db/schema/billing.ts";
import { disputes } from "#db/schema/disputes.ts";
import { defineJob } from "#workers/define-job.ts";
import { releaseBonuses, releaseWeek } from "#workers/release-due.ts";

const about = z.union([z.object({ billId: z.uuid() }), z.object({ disputeId: z.uuid() }), z.object({ chargebackId: z.uuid() })]);

/** A bill was paid, a dispute decided or a chargeback closed: those of its weeks whose day has come already. */
export const releaseWeekPay = defineJob({
  name: "release-week-pay",
  payload: about,
  run: async (payload, deps) => {
    const weeks = await weeksOf(deps.db, payload);
    for (const timesheetId of await timesheetsDue(deps.db, weeks, deps.now())) await releaseWeek(deps, timesheetId);
    if ("billId" in payload) await releaseBonuses(deps, payload.billId);
  },
});

async function weeksOf(db: Db, payload: z.infer<typeof about>): Promise<string[]> {
  if ("billId" in payload) return weeksOnBill(db, payload.billId);
  if ("disputeId" in payload) {
    const [dispute] = await db.select({ id: disputes.timesheetId }).from(disputes).where(eq(disputes.id, payload.disputeId));
    return dispute ? [dispute.id] : [];
  }
  const [chargeback] = await db
    .select({ billId: chargebacks.billId })
    .from(chargebacks)
    .where(eq(chargebacks.id, payload.chargebackId));
  return chargeback?.billId ? weeksOnBill(db, chargeback.billId) : [];
}
