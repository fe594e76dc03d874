import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { type Money, parseMoney } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import type { Class, Item } from "./match-balance.ts";

/** Life of a break: closed by a posting or by a documented explanation, never by an edit; what shows again opens again. */
export const caseLifecycle = lifecycle({
  open: { resolve: "resolved", explain: "explained" },
  resolved: { reopen: "open" },
  explained: { reopen: "open" },
});
export type CaseState = (typeof caseLifecycle.states)[number];

/** What of a run's items is one break: "{rail}:{class}:{source id}", and its currency where a source has several. */
export const caseKeyOf = ({ rail, class: found, sourceId, currency }: Pick<Item, "rail" | "class" | "sourceId" | "currency">) =>
  `${rail}:${found}:${sourceId}:${currency}`;

/** Stripe's amount less ours, minor units: what a correction has to add to our Stripe balance. */
export const differenceOf = (one: { theirs: bigint | null; ours: bigint | null }) => (one.theirs ?? 0n) - (one.ours ?? 0n);

/** Cases this old are told apart: they should have been settled. */
export const OLD_CASE_DAYS = 7;

export interface CaseFilter {
  state: CaseState | "all";
  owner?: "me" | "nobody";
  class?: Class;
  old: boolean;
}

export const assignCaseInput = z.object({ ownerId: z.union([z.literal(""), z.uuid()]) });
export const caseNoteInput = z.object({ text: z.string().trim().min(1).max(2000, "errors:tooLong") });
export const explainCaseInput = z.object({
  explanation: z.string().trim().min(20, "reconciliation:errors.explanationTooShort").max(2000, "errors:tooLong"),
});

/**
 * Accounts a correction may post on: Stripe's balances and the platform's own. What belongs to an agent or a business moves by its own commands, with
 * the documents that say why.
 */
export function correctionAccounts(currency: string): AccountRef[] {
  const { stripeBalance, bank, stripeInTransit, clearing, stripeFees, fees, fx, chargebacks, writeOffs, advances } = accounts;
  const own = [bank, stripeInTransit, clearing, stripeFees, fees, fx, chargebacks, writeOffs, advances];
  return [stripeBalance(currency, "a"), stripeBalance(currency, "b"), ...own.map((make) => make(currency))];
}

/** A correction as it was typed; the amount in major units of the case's currency. */
export const correctionInput = (currency: string) =>
  z
    .object({
      debit: z.string(),
      credit: z.string(),
      amount: z.string().trim(),
      reason: reasonInput,
    })
    .transform(({ debit, credit, amount, reason }, issues) => {
      const account = (id: string, path: "debit" | "credit") => {
        const known = correctionAccounts(currency).find((one) => one.id === id);
        if (!known) issues.addIssue({ code: "custom", path: [path], message: "reconciliation:errors.accountUnknown" });
        return known;
      };
      const [from, to] = [account(debit, "debit"), account(credit, "credit")];
      if (from && from.id === to?.id)
        issues.addIssue({ code: "custom", path: ["credit"], message: "reconciliation:errors.sameAccount" });
      const value: Money | null = parseMoney(amount, currency);
      if (!value || value.minor <= 0n)
        issues.addIssue({ code: "custom", path: ["amount"], message: "reconciliation:errors.amountUnreadable" });
      if (!from || !to || from.id === to.id || !value || value.minor <= 0n) return z.NEVER;
      return { debit: from.id, credit: to.id, amount: value, reason };
    });

/** A correction as it is kept while it waits for a second person. */
export const heldCorrection = z.object({
  caseId: z.uuid(),
  debit: z.string(),
  credit: z.string(),
  amount: z.string().regex(/^\d+$/),
  currency: z.string().length(3),
  reason: z.string(),
  requestedBy: z.uuid().nullable(),
});
