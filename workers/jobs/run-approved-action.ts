import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { takeApproval } from "#app/domain/accounts/request-approval.server.ts";
import { approvedPaidOutside, markPaidOutside } from "#app/domain/billing/mark-paid-outside.server.ts";
import { refundApproved } from "#app/domain/billing/request-refund.server.ts";
import { approvedWriteOff, writeOffBill } from "#app/domain/billing/write-off-bill.server.ts";
import { releasePayout } from "#app/domain/payouts/release-payout.server.ts";
import { retryPayout } from "#app/domain/payouts/retry-payout.server.ts";
import { setTopUpRule } from "#app/domain/payouts/set-top-up-rule.server.ts";
import { writeOffRecovery } from "#app/domain/payouts/write-off-recovery.server.ts";
import { postApprovedCorrection } from "#app/domain/reconciliation/post-correction.server.ts";
import type { Tx } from "#db/client.server.ts";
import { approvals } from "#db/schema/accounts.ts";
import { defineJob } from "#workers/define-job.ts";

type Carry = (tx: Tx, payload: unknown, context: Context) => Promise<unknown>;

const payoutAct = z.object({ payoutId: z.uuid(), reason: z.string() });
const ruleAct = z.object({ currency: z.string(), weeklyLimit: z.coerce.bigint(), reason: z.string() });
const recoveryAct = z.object({ recoveryId: z.uuid(), reason: z.string() });

/** What each approved action does, with the payload that was kept when it was asked for; in the transaction that marks it done. */
const actions: Record<string, Carry> = {
  "refund.bill": refundApproved,
  "bill.write-off": (tx, payload, context) => writeOffBill(tx, approvedWriteOff.parse(payload), context),
  "terms-invoice.paid-outside": (tx, payload, context) => markPaidOutside(tx, approvedPaidOutside.parse(payload), context),
  "payout.release": (tx, payload, context) => releasePayout(tx, payoutAct.parse(payload), context),
  "payout.retry": (tx, payload, context) => retryPayout(tx, payoutAct.parse(payload), context),
  "recovery.write-off": (tx, payload, context) => writeOffRecovery(tx, recoveryAct.parse(payload), context),
  "float.rule": (tx, payload, context) => setTopUpRule(tx, ruleAct.parse(payload), context),
  "correction.post": postApprovedCorrection,
};

export const runApprovedAction = defineJob({
  name: "run-approved-action",
  payload: z.object({ approvalId: z.uuid() }),
  run: async ({ approvalId }, { db, context }) => {
    await db.transaction(async (tx) => {
      if (!(await takeApproval(tx, approvalId, context()))) return;
      const [approval] = await tx.select().from(approvals).where(eq(approvals.id, approvalId));
      const carry = actions[approval!.action];
      if (!carry) throw new Error(`nothing is known to do for an approved ${approval!.action}`);
      await carry(tx, approval!.payload, context());
    });
  },
});
