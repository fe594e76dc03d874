import { closeBill, openWeeks } from "#app/domain/billing/close-bill.server.ts";
import { carryOutWeekChange, weekChangesToCarryOut } from "#app/domain/disputes/carry-out-week-change.server.ts";
import { payableAgents } from "#app/domain/payouts/payout-account.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { pendingWeeks } from "#app/domain/payouts/week-money.server.ts";
import { contractsWorkedIn, finishWeek, freezeContractWeek } from "#app/domain/timesheets/freeze-contract-week.server.ts";
import { contractsWithLateTime, freezeLateTime } from "#app/domain/timesheets/freeze-late-time.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { releaseBonuses, releaseWeek } from "./release-due.ts";
import type { RunKind } from "./runs.ts";

/** The close of a week: each contract, with what of earlier weeks was approved since the last close, in a transaction of its own; then the word that all are frozen. */
export const closeRun: RunKind = {
  kind: "close",
  subjects: async ({ db }, week) => [
    ...new Set([...(await contractsWorkedIn(db, week)), ...(await contractsWithLateTime(db, week))]),
  ],
  step: async ({ db, context }, contractId, week) => {
    await db.transaction(async (tx) => {
      await freezeContractWeek(tx, { contractId, week }, context());
      await freezeLateTime(tx, { contractId, billWeek: week }, context());
    });
  },
  finish: async ({ db, context }, week) => {
    // Before the bills are made, so that their credit pays them.
    for (const weekChangeId of await weekChangesToCarryOut(db))
      await db.transaction((tx) => carryOutWeekChange(tx, { weekChangeId }, context()));
    await db.transaction((tx) => finishWeek(tx, { week }, context()));
  },
};

/** The bills of a closed week, one a business and currency; each is charged by its own event. */
export const billRun: RunKind = {
  kind: "bill",
  subjects: async ({ db }, week) => (await openWeeks(db, week)).map((one) => `${one.businessId} ${one.currency}`),
  step: async ({ db, context }, subject, week) => {
    const [businessId, currency] = subject.split(" ") as [string, string];
    await db.transaction((tx) => closeBill(tx, { businessId, currency, week }, context()));
  },
};

/** Wednesday: what is due of every week becomes available, and bonuses that are paid for. */
export const releaseRun: RunKind = {
  kind: "release",
  subjects: async ({ db, now }) => (await pendingWeeks(db, now())).map((week) => week.timesheetId),
  step: (deps, timesheetId) => releaseWeek(deps, timesheetId),
  finish: (deps) => releaseBonuses(deps),
};

/** Wednesday: everyone with enough available and a bank account that has rested gets a payout, sent by its own event; the rest waits for next week. */
export const payRun: RunKind = {
  kind: "pay",
  subjects: async ({ db, now }) => (await payableAgents(db, now())).map((one) => `${one.agentId} ${one.currency}`),
  step: async ({ db, context, log }, subject) => {
    const [agentId, currency] = subject.split(" ") as [string, string];
    try {
      await db.transaction((tx) => requestPayout(tx, { agentId, currency }, context()));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      log.info({ agentId, currency, key: error.key }, "no payout this week");
    }
  },
};

export const runKinds: readonly RunKind[] = [closeRun, billRun, releaseRun, payRun];
