import type { Bank, Card, Kind } from "./kinds.ts";

/** Hours from the second Monday 00:00 on: its close, and the Wednesdays on which the first and the second week become available. */
export const CLOSE = 12;
export const WEDNESDAYS = [228, 396] as const;
export interface Story {
  steps: [kind: Kind, after: number][];
  from: readonly [number, number] | readonly number[];
  card?: Card;
  bank?: Bank;
}
/** Steps that belong together, with the hours between them: rare ones happen often enough only in company. */
export const stories: Story[] = [
  {
    steps: [
      ["work", 0],
      ["work", 30],
      ["add_card", 3],
    ],
    from: [13, 200],
  },
  {
    steps: [
      ["pay_bill", 0],
      ["confirm_3ds", 3],
      ["confirm_3ds", 20],
    ],
    from: [14, 120],
    card: "asks",
  },
  {
    steps: [
      ["pay_bill", 0],
      ["add_card", 5],
      ["pay_bill", 2],
      ["pay_bill", 60],
    ],
    from: [14, 120],
    card: "declined",
  },
  {
    steps: [
      ["new_bank", 0],
      ["retry_payout", 80],
      ["new_bank", 60],
      ["retry_payout", 80],
    ],
    from: [290, 310],
    bank: "fails",
  },
  {
    steps: [
      ["retry_payout", 0],
      ["new_bank", 1],
      ["retry_payout", 76],
    ],
    from: [360, 390],
    bank: "fails_late",
  },
  {
    steps: [
      ["request_payout", 0],
      ["request_payout", 0],
    ],
    from: WEDNESDAYS,
  },
  {
    steps: [
      ["hold_payout", 0],
      ["hold_payout", 0],
      ["release_payout", 3],
      ["release_payout", 1],
    ],
    from: WEDNESDAYS,
  },
  {
    steps: [
      ["outage", 0],
      ["work", 10],
    ],
    from: [10, 400],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["contest_dispute", 10],
      ["decide_dispute", 20],
    ],
    from: [13, 300],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["decide_dispute", 80],
      ["write_off_recovery", 5],
    ],
    from: [250, 380],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["open_dispute", 1],
      ["accept_dispute", 30],
      ["accept_dispute", 1],
    ],
    from: [13, 300],
  },
  {
    steps: [
      ["open_dispute", 0],
      ["accept_dispute", 10],
      ["write_off_recovery", 2],
    ],
    from: [300, 440],
    bank: "works",
  },
  {
    steps: [
      ["open_dispute", 0],
      ["withdraw_dispute", 20],
    ],
    from: [13, 300],
  },
  {
    steps: [
      ["refund", 0],
      ["refund", 30],
      ["refund", 100],
    ],
    from: [14, 250],
  },
  {
    steps: [
      ["chargeback", 0],
      ["answer_chargeback", 20],
      ["decide_chargeback", 50],
      ["pay_bill", 3],
    ],
    from: [14, 300],
  },
  {
    steps: [
      ["answer_chargeback", 0],
      ["decide_chargeback", 30],
      ["pay_bill", 10],
    ],
    from: [20, 100],
    card: "disputes",
  },
  {
    steps: [
      ["set_terms", 0],
      ["pay_invoice", 20],
      ["pay_invoice", 100],
      ["pay_invoice", 60],
    ],
    from: [0, 11],
  },
  {
    steps: [
      ["set_terms", 0],
      ["write_off_bill", 30],
      ["pay_invoice", 10],
    ],
    from: [0, 11],
  },
  {
    steps: [
      ["write_off_bill", 0],
      ["add_card", 20],
      ["pay_bill", 1],
    ],
    from: [60, 300],
    card: "declined",
  },
  {
    steps: [
      ["set_preferences", 0],
      ["request_payout", 230],
      ["set_preferences", 10],
    ],
    from: [0, 160],
  },
  {
    steps: [
      ["give_bonus", 0],
      ["give_bonus", 2],
      ["withdraw_bonus", 5],
      ["give_bonus", 20],
    ],
    from: [0, 200],
  },
  {
    steps: [
      ["prepay", 0],
      ["refund_credit", 30],
      ["prepay", 40],
    ],
    from: [0, 11],
  },
  {
    steps: [
      ["prepay", 0],
      ["refund_credit", 3],
      ["chargeback", 50],
    ],
    from: [13, 250],
  },
];

const subjects = ["hold", "3ds", "failed payout", "returned payment", "recovery", "credit", "terms", "chargeback"] as const;
export type Subject = (typeof subjects)[number];

/** What a life is about in any case: its first business, agent and contract are such that what seldom happens by chance happens here. */
interface Lead {
  card: Card;
  bank: Bank;
  /** Where the agent lives: that decides the rail. */
  countries: string[];
  /** Hours after the second Monday 00:00 UTC, and what chooses among what is there. */
  steps: [at: number, kind: Kind, b?: number][];
}
const railA = ["PT", "PL", "DE", "GB", "HU"];
const railB = ["BR", "NG", "VN"];
const leads: Record<Subject, Lead> = {
  // Finance keeps payouts back and lets them go.
  hold: {
    card: "works",
    bank: "works",
    countries: [...railA, ...railB],
    steps: [
      [40, "work", 9],
      [60, "work", 9],
      [228, "hold_payout"],
      [231, "release_payout"],
      [396, "hold_payout"],
      [400, "release_payout"],
    ],
  },
  // The bank wants to see the payer, who begins anew, fails there, and passes when the platform has paid ahead.
  "3ds": {
    card: "asks",
    bank: "works",
    countries: [...railA, ...railB],
    steps: [
      [14, "pay_bill"],
      [16, "confirm_3ds", 4],
      [40, "work", 9],
      [42, "pay_bill"],
      [43, "pay_bill"],
      [44, "confirm_3ds", 4],
      [190, "confirm_3ds", 4],
      [200, "pay_bill"],
      [240, "pay_bill"],
      [241, "confirm_3ds", 1],
      [242, "pay_bill"],
      [243, "confirm_3ds", 1],
    ],
  },
  // A bank that refuses, another bank, and the money goes again.
  "failed payout": {
    card: "works",
    bank: "fails",
    countries: railA,
    steps: [
      [300, "new_bank", 2],
      [380, "retry_payout"],
      [385, "new_bank", 0],
      [460, "retry_payout"],
    ],
  },
  "returned payment": {
    card: "works",
    bank: "fails_late",
    countries: railB,
    steps: [
      [40, "work", 9],
      [310, "new_bank", 2],
      [390, "retry_payout"],
      [395, "new_bank", 0],
      [470, "retry_payout"],
    ],
  },
  // A dispute after the payout: the agent owes, and finance gives it up.
  recovery: {
    card: "works",
    bank: "works",
    countries: [...railA, ...railB],
    steps: [
      [300, "open_dispute", 4],
      [305, "contest_dispute"],
      [310, "accept_dispute"],
      [320, "write_off_recovery"],
      [330, "open_dispute", 0],
      [340, "accept_dispute"],
      [342, "write_off_recovery"],
      [350, "open_dispute", 1],
      [355, "withdraw_dispute"],
    ],
  },
  // The same card again and again, and money paid ahead that goes back to it.
  credit: {
    card: "works",
    bank: "works",
    countries: railB,
    steps: [
      [2, "add_card", 0],
      [3, "prepay", 0],
      [6, "refund_credit", 0],
      [13, "add_card", 0],
      [20, "give_bonus", 3],
      [22, "withdraw_bonus"],
      [30, "prepay", 3],
      [50, "refund_credit", 0],
      [60, "add_card", 0],
      [100, "withdraw_bonus"],
      [228, "request_payout"],
    ],
  },
  // On terms, paid on the invoice's page; what is disputed before that lowers the invoice.
  terms: {
    card: "works",
    bank: "works",
    countries: [...railA, ...railB],
    steps: [
      [1, "set_terms", 1],
      [14, "open_dispute", 4],
      [18, "accept_dispute"],
      [22, "open_dispute", 1],
      [24, "accept_dispute"],
      [40, "work", 9],
      [60, "work", 9],
      [70, "pay_invoice", 1],
      [182, "open_dispute", 4],
      [186, "accept_dispute"],
      [190, "write_off_bill"],
      [200, "pay_invoice", 1],
      [300, "open_dispute", 4],
      [310, "accept_dispute"],
      [320, "write_off_recovery"],
    ],
  },
  // A bank takes one charge back for good, and another for a while.
  chargeback: {
    card: "works",
    bank: "works",
    countries: [...railA, ...railB],
    steps: [
      [12, "add_card", 0],
      [16, "work", 9],
      [17, "open_dispute", 2],
      [18, "withdraw_dispute"],
      [30, "chargeback"],
      [40, "answer_chargeback"],
      [60, "decide_chargeback", 1],
      [65, "add_card", 0],
      [70, "pay_bill"],
      [190, "chargeback"],
      [200, "answer_chargeback"],
      [220, "decide_chargeback", 0],
      [228, "request_payout"],
    ],
  },
};

export function leadOf(seed: number): Lead {
  return leads[subjects[seed % subjects.length]!];
}

/** How many seeds of the same subject there were before this one. */
export function roundOf(seed: number): number {
  return Math.floor(seed / subjects.length);
}

/** The nth seed whose life is about a subject, counted from 0; the nth of all without one. */
export function seedAbout(subject: Subject | undefined, n: number): number {
  return subject ? subjects.indexOf(subject) + subjects.length * (n + 1) : n + 1;
}
