import { disputeLifecycle } from "#app/domain/disputes/dispute.ts";
import { type DisputeRow, type DisputeSide, disputeRows } from "#app/domain/disputes/disputes.server.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireMember, requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

const header = [
  "dispute_id",
  "week",
  "business",
  "agent",
  "contract",
  "state",
  "reason",
  "currency",
  "claimed",
  "upheld",
  "refund_to",
  "opened_utc",
  "answer_due_utc",
  "answered_utc",
  "decision_due_utc",
  "decided_utc",
  "timesheet_id",
];

/** The list of disputes as it is filtered, all its pages: an agent's own, a business's, or for the desk all. Amounts in major units. */
export const loader = loaderOf(({ context, url }) => {
  const { viewer, actor } = requireViewer(context);
  const side: DisputeSide =
    viewer.kind === "agent"
      ? { agentId: viewer.id }
      : viewer.kind === "staff"
        ? {}
        : { businessId: requireMember(context).businessId };
  const state = disputeLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  return csvStream("disputes.csv", header, written(disputeRows(context.db, side, { state, q }, actor)));
});

async function* written(rows: AsyncIterable<DisputeRow>) {
  for await (const { dispute, week, title, agentName, businessName } of rows) {
    const major = (minor: bigint | null) => (minor === null ? null : toMajor(money(minor, dispute.currency)));
    yield [
      dispute.id,
      week,
      businessName,
      agentName,
      title,
      dispute.state,
      dispute.reason,
      dispute.currency,
      major(dispute.claimed),
      major(dispute.upheld),
      dispute.refundTo,
      dispute.openedAt.toISOString(),
      dispute.answerDueAt.toISOString(),
      dispute.answeredAt?.toISOString(),
      dispute.decisionDueAt.toISOString(),
      dispute.decidedAt?.toISOString(),
      dispute.timesheetId,
    ];
  }
}
