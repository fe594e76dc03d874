import { type DocumentTax, type TaxParty, taxOnDocument } from "#app/domain/taxes/tax-on-document.ts";
import type { PartyOnDocument } from "#db/schema/billing.ts";
import { agentSeries, FEE_SERIES } from "./bill.ts";
import { platformParty } from "./platform-party.ts";
import { sharesOf } from "./shares.ts";

/** A contract-week or a bonus that stands on a bill. */
export interface BillItem {
  timesheetId: string | null;
  bonusId: string | null;
  contractId: string;
  agentId: string;
  minutes: number;
  /** Minor units an hour; zero for a bonus. */
  hourlyRate: bigint;
  feeBps: number;
  pay: bigint;
  fee: bigint;
}

/** Somebody on a document: the words that stand on it, and what its tax depends on. */
export interface Party {
  onDocument: PartyOnDocument;
  tax: TaxParty;
}

export interface DraftLine extends BillItem {
  kind: "work" | "fee" | "bonus" | "bonus_fee";
  /** Hourly rate of work, basis points of a fee, zero for a bonus. */
  rate: bigint;
  amount: bigint;
  tax: bigint;
}

export interface Draft {
  issuerKind: "agent" | "platform";
  issuerId: string;
  series: string;
  issuer: PartyOnDocument;
  recipient: PartyOnDocument;
  net: bigint;
  tax: DocumentTax;
  lines: DraftLine[];
}

/**
 * The documents of a bill, in order of series: an invoice of each agent to the business, and Deskhand's for its fee (money.md, "Ledger"). The tax
 * is computed on each document as a whole; the lines carry its shares by largest remainder.
 * @param on day of supply (ISO), whose rates count
 */
export function draftDocuments(
  items: BillItem[],
  { business, agents }: { business: Party; agents: Map<string, Party> },
  on: string,
): Draft[] {
  const draft = (issuerKind: Draft["issuerKind"], issuerId: string, series: string, mine: BillItem[], issuer: Party): Draft => {
    const lines = mine.map((item) => lineOf(item, issuerKind)).filter((line) => line.amount > 0n);
    const amounts = lines.map((line) => line.amount);
    const net = amounts.reduce((sum, one) => sum + one, 0n);
    const kind = issuerKind === "agent" ? "work" : "fee";
    const tax = taxOnDocument({ issuer: issuer.tax, recipient: business.tax, kind, on, net });
    const shares = sharesOf(tax.amount, amounts);
    return {
      issuerKind,
      issuerId,
      series,
      issuer: issuer.onDocument,
      recipient: business.onDocument,
      net,
      tax,
      lines: lines.map((line, index) => ({ ...line, tax: shares[index]! })),
    };
  };
  const drafts = [...agents].map(([agentId, agent]) =>
    draft(
      "agent",
      agentId,
      agentSeries(agentId),
      items.filter((item) => item.agentId === agentId),
      agent,
    ),
  );
  const deskhand = { onDocument: platformParty, tax: { country: platformParty.country } };
  drafts.push(draft("platform", "deskhand", FEE_SERIES, items, deskhand));
  // In order of series: two closes that take numbers of the same issuers never wait for each other in a circle.
  return drafts.filter((one) => one.lines.length > 0).sort((a, b) => (a.series < b.series ? -1 : 1));
}

function lineOf(item: BillItem, issuerKind: Draft["issuerKind"]): Omit<DraftLine, "tax"> {
  const bonus = item.bonusId !== null;
  if (issuerKind === "platform")
    return { ...item, kind: bonus ? "bonus_fee" : "fee", rate: BigInt(item.feeBps), amount: item.fee };
  return { ...item, kind: bonus ? "bonus" : "work", rate: item.hourlyRate, amount: item.pay };
}
