/** What can wait for an agent, most urgent first. */
export const agentKinds = [
  "dispute",
  "question",
  "weekChange",
  "offer",
  "swap",
  "amendment",
  "invitation",
  "messages",
  "review",
  "payoutSetup",
] as const;
/** What can wait for the members of a business, most urgent first. */
export const businessKinds = [
  "billFailed",
  "cardMissing",
  "lateTime",
  "weekChange",
  "timesheet",
  "swap",
  "application",
  "amendment",
  "promotion",
  "messages",
  "review",
] as const;
export type WaitingKind = (typeof agentKinds)[number] | (typeof businessKinds)[number];

/** One thing that waits for an answer: a sentence of the catalogue, "home:waiting.<kind>", and where it leads. */
export interface Waiting {
  kind: WaitingKind;
  /** Of the thing itself, or of the contract it is about. */
  id: string;
  /** The other side's name. */
  who: string;
  /** The role's or contract's title. */
  what: string;
  /** Until when it can be answered, if there is an end to it. */
  due: Date | null;
  /** Messages that were not read; 1 for other kinds. */
  n: number;
  /** Minor units, with their currency. */
  amount: bigint | null;
  currency: string | null;
  /** How many of the kind wait in all; only the first few are listed. */
  total: number;
}

const detail: Record<WaitingKind, (side: "agent" | "business", id: string) => string> = {
  dispute: (_, id) => `/agent/disputes/${id}`,
  offer: (_, id) => `/agent/offers/${id}`,
  invitation: (_, id) => `/agent/applications/${id}`,
  amendment: (side, id) => `/${side}/contracts/${id}`,
  messages: (side, id) => `/${side}/conversations/${id}`,
  review: (side, id) => `/${side}/reviews/${id}`,
  payoutSetup: () => "/agent/earnings",
  billFailed: (_, id) => `/business/bills/${id}`,
  cardMissing: () => "/business/cards",
  timesheet: (_, id) => `/business/timesheets/${id}`,
  lateTime: (_, id) => `/business/late-time/${id}`,
  question: (_, id) => `/agent/timesheets/${id}`,
  weekChange: (side, id) => `/${side}/timesheets/${id}`,
  application: (_, id) => `/business/applications/${id}`,
  swap: (side) => `/${side}/shifts`,
  promotion: (_, id) => `/business/promotions/${id}`,
};
const lists: Partial<Record<WaitingKind, string>> = {
  dispute: "disputes?state=open",
  offer: "applications",
  invitation: "applications",
  amendment: "contracts",
  messages: "conversations",
  review: "reviews",
  billFailed: "bills?state=failed",
  timesheet: "timesheets",
  lateTime: "timesheets",
  question: "timesheets",
  weekChange: "timesheets",
  application: "applications",
  swap: "shifts",
  promotion: "promotions",
};

export function placeOf(side: "agent" | "business", { kind, id }: Pick<Waiting, "kind" | "id">): string {
  return detail[kind](side, id);
}

/** The list that holds the rest of a kind, when more wait than are shown. */
export function listOf(side: "agent" | "business", kind: WaitingKind): string {
  return `/${side}/${lists[kind] ?? ""}`;
}
