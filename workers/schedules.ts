import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Job } from "./define-job.ts";
import { catchUpStripeEvents } from "./jobs/catch-up-stripe-events.ts";
import { chaseRequirements } from "./jobs/chase-requirements.ts";
import { chaseTaxForms } from "./jobs/chase-tax-forms.ts";
import { expireOffers } from "./jobs/expire-offers.ts";
import { expirePictures } from "./jobs/expire-pictures.ts";
import { freezeWeek } from "./jobs/freeze-week.ts";
import { invoiceTerms } from "./jobs/invoice-terms.ts";
import { issueStatements } from "./jobs/issue-statements.ts";
import { lapseDisputeAnswers } from "./jobs/lapse-dispute-answers.ts";
import { lapseLateTime } from "./jobs/lapse-late-time.ts";
import { lapseReviews } from "./jobs/lapse-reviews.ts";
import { lookAtSearches } from "./jobs/look-at-searches.ts";
import { mailDiaryHeads } from "./jobs/mail-diary-heads.ts";
import { makeDiaryMonths } from "./jobs/make-diary-months.ts";
import { payAgain } from "./jobs/pay-again.ts";
import { payAgents } from "./jobs/pay-agents.ts";
import { proposePromotions } from "./jobs/propose-promotions.ts";
import { proveLedger } from "./jobs/prove-ledger.ts";
import { pruneMatchChanges } from "./jobs/prune-match-changes.ts";
import { rebuildMatchProfiles } from "./jobs/rebuild-match-profiles.ts";
import { reconcileStripe } from "./jobs/reconcile-stripe.ts";
import { releaseDuePay } from "./jobs/release-due-pay.ts";
import { remindTerms } from "./jobs/remind-terms.ts";
import { renewAgentDocuments } from "./jobs/renew-agent-documents.ts";
import { resumeMoney } from "./jobs/resume-money.ts";
import { retryBills } from "./jobs/retry-bills.ts";
import { revealReviews } from "./jobs/reveal-reviews.ts";
import { startAmendedTerms } from "./jobs/start-amended-terms.ts";
import { sweepAccounts } from "./jobs/sweep-accounts.ts";
import { sweepOutlived } from "./jobs/sweep-outlived.ts";
import { topUpFloat } from "./jobs/top-up-float.ts";

const MINUTE = 60_000;
const DAY = 1440;
const [monday, wednesday, saturday] = [0, 2, 5];

export interface Schedule {
  job: Job;
  /** Minutes from one occurrence to the next: 10,080 for weekly, 1,440 for daily. */
  every: number;
  /** Minutes after Monday 00:00 UTC of the first one. */
  at: number;
  payload?: (occurrence: Date) => unknown;
  /** Only the newest missed occurrence matters; the demo's clock does not stop for each. */
  newestOnly?: boolean;
}

const weekly = (day: number, hour: number) => ({ every: 7 * DAY, at: day * DAY + hour * 60 });
const daily = (hour: number) => ({ every: DAY, at: hour * 60 });

/** Every recurring job, by the business clock in UTC; the rules are product.md's, "The week". */
export const schedules: Schedule[] = [
  { job: startAmendedTerms, ...weekly(monday, 0) },
  { job: rebuildMatchProfiles, ...weekly(monday, 0) },
  { job: freezeWeek, ...weekly(monday, 12), payload: (occurrence) => ({ week: shiftWeek(weekOf(occurrence), -1) }) },
  { job: invoiceTerms, ...weekly(monday, 13) },
  { job: releaseDuePay, ...weekly(wednesday, 12), payload: (occurrence) => ({ week: weekOf(occurrence) }) },
  { job: payAgents, ...weekly(wednesday, 13), payload: (occurrence) => ({ week: weekOf(occurrence) }) },
  { job: lapseReviews, ...weekly(saturday, 0) },
  { job: retryBills, ...daily(13) },
  { job: makeDiaryMonths, ...daily(0), newestOnly: true },
  { job: sweepAccounts, ...daily(1), newestOnly: true },
  { job: sweepOutlived, ...daily(1), newestOnly: true },
  { job: expirePictures, ...daily(1), newestOnly: true },
  { job: renewAgentDocuments, ...daily(0), newestOnly: true },
  { job: pruneMatchChanges, ...daily(1), newestOnly: true },
  { job: proveLedger, ...daily(2), payload: (occurrence) => ({ day: occurrence.toISOString().slice(0, 10) }) },
  { job: reconcileStripe, ...daily(3) },
  { job: proposePromotions, ...daily(4) },
  { job: chaseRequirements, ...daily(6), newestOnly: true },
  { job: revealReviews, ...daily(5) },
  { job: chaseTaxForms, ...daily(6), newestOnly: true },
  { job: issueStatements, ...daily(6), newestOnly: true },
  { job: topUpFloat, ...daily(7) },
  { job: mailDiaryHeads, ...daily(8), newestOnly: true },
  { job: remindTerms, ...daily(9) },
  { job: lookAtSearches, every: 60, at: 0, newestOnly: true },
  { job: payAgain, every: 60, at: 15, newestOnly: true },
  { job: resumeMoney, every: 60, at: 30, newestOnly: true },
  { job: lapseDisputeAnswers, every: 60, at: 15, newestOnly: true },
  { job: lapseLateTime, every: 60, at: 0, newestOnly: true },
  { job: expireOffers, every: 60, at: 0, newestOnly: true },
  { job: catchUpStripeEvents, every: 10, at: 0, newestOnly: true },
];

// 1970-01-05 was the first Monday of Unix time.
const FIRST_MONDAY = 4 * DAY * MINUTE;

/** The first occurrence after an instant. */
export function nextOccurrence(schedule: Pick<Schedule, "every" | "at">, after: Date): Date {
  const step = schedule.every * MINUTE;
  const origin = FIRST_MONDAY + schedule.at * MINUTE;
  return new Date(origin + (Math.floor((after.getTime() - origin) / step) + 1) * step);
}

/** Occurrences after `from` up to and with `to`, oldest first. */
export function occurrencesBetween(schedule: Schedule, from: Date, to: Date): Date[] {
  const found: Date[] = [];
  for (let next = nextOccurrence(schedule, from); next <= to; next = nextOccurrence(schedule, next)) found.push(next);
  return schedule.newestOnly ? found.slice(-1) : found;
}
