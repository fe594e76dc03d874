import { z } from "zod";
import { lifecycle } from "#app/kernel/state-machine.ts";

/** Life of a chargeback: evidence is sent within its time, then the bank decides. What was decided stays. */
export const chargebackLifecycle = lifecycle({
  needsResponse: { submit: "underReview", win: "won", lose: "lost" },
  underReview: { win: "won", lose: "lost" },
  won: {},
  lost: {},
});
export type ChargebackState = (typeof chargebackLifecycle.states)[number];

/** What a status of Stripe's does to ours; an inquiry that closes without a chargeback is won (docs.stripe.com/disputes/how-disputes-work). */
export const chargebackMoves: Record<string, "submit" | "win" | "lose" | undefined> = {
  under_review: "submit",
  warning_under_review: "submit",
  won: "win",
  warning_closed: "win",
  prevented: "win",
  lost: "lose",
};

/** Letters that Stripe takes in one text field of the evidence (docs.stripe.com/api/disputes/evidence_object). */
export const EVIDENCE_LIMIT = 20_000;
export const submitEvidenceInput = z.object({
  evidence: z.string().trim().min(20, "billing:chargebacks.errors.tooShort").max(EVIDENCE_LIMIT, "errors:tooLong"),
});

export interface EvidenceWeek {
  agent: string;
  title: string;
  week: string;
  minutes: number;
  /** As "14.00 EUR". */
  rate: string;
  pay: string;
  /** "2026-11-12 11:40 UTC by Karim Benali", or by silence. */
  approved: string | null;
  acceptedOn: string;
  /** Minutes a day, recorded segments and those with activity, and their memos. */
  days: { day: string; minutes: number; segments: number; active: number; memos: string[] }[];
}

export interface EvidenceFacts {
  business: string;
  bill: string;
  week: string;
  total: string;
  chargedOn: string;
  card: string | null;
  weeks: EvidenceWeek[];
}

const time = (minutes: number) => `${Math.floor(minutes / 60)} h ${minutes % 60} min`;

/** What a bank is told, in English as card networks want it: the contract, the hours in ten-minute segments, and the business's own approval. */
export function evidenceText({ business, bill, week, total, chargedOn, card, weeks }: EvidenceFacts): string {
  const lines = [
    `${business} hires freelance customer-support agents through Deskhand. It was charged ${total} on ${chargedOn}${card ? ` to its card ${card}` : ""} for the work of the week of ${week} (bill ${bill}).`,
    "",
    "The service was ordered, rendered and accepted:",
    ...weeks.flatMap((one) => [
      "",
      `${one.agent}, "${one.title}", contract accepted by both sides on ${one.acceptedOn}.`,
      `Worked ${time(one.minutes)} in the week of ${one.week} at ${one.rate} an hour: ${one.pay}.`,
      one.approved ? `The week was approved on ${one.approved}.` : "The week could be reviewed by the business in its account.",
    ]),
    "",
    "Each minute was recorded in a work diary in segments of at most ten minutes, which the business sees while the work is done. The record by day is attached as the activity log.",
  ];
  return cut(lines.join("\n"));
}

/** The diary behind it, day by day. */
export function activityLog({ weeks }: Pick<EvidenceFacts, "weeks">): string {
  const lines = weeks.flatMap((one) => [
    `${one.agent}, week of ${one.week} (UTC)`,
    ...one.days.map(
      ({ day, minutes, segments, active, memos }) =>
        `${day}: ${time(minutes)} in ${segments} segments, ${active} with keyboard or mouse activity${memos.length > 0 ? `; notes: ${memos.join("; ")}` : ""}`,
    ),
    "",
  ]);
  return cut(lines.join("\n").trimEnd());
}

function cut(text: string): string {
  return text.length <= EVIDENCE_LIMIT ? text : `${text.slice(0, EVIDENCE_LIMIT - 4).trimEnd()} ...`;
}
