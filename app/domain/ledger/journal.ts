import { type Money, money, toMajor } from "#app/kernel/money.ts";

/** Sums of a day: what a kind of transaction moved between two kinds of account in a currency, minor units. */
export interface JournalSum {
  day: string;
  kind: string;
  currency: string;
  /** An account's id without its owner: "agent:available:USD". */
  debit: string;
  credit: string;
  amount: bigint;
}

export interface JournalLine {
  account: string;
  debit: bigint;
  credit: bigint;
}

/** One entry a day, kind and currency; its debits are its credits. */
export interface JournalEntry {
  number: string;
  day: string;
  kind: string;
  currency: string;
  lines: JournalLine[];
}

export function journalEntries(sums: JournalSum[]): JournalEntry[] {
  const entries = new Map<string, JournalEntry>();
  for (const { day, kind, currency, debit, credit, amount } of sums) {
    const key = `${day} ${kind} ${currency}`;
    const entry = entries.get(key) ?? { number: "", day, kind, currency, lines: [] };
    entries.set(key, entry);
    const line = (account: string) => {
      let known = entry.lines.find((one) => one.account === account);
      if (!known) {
        known = { account, debit: 0n, credit: 0n };
        entry.lines.push(known);
      }
      return known;
    };
    line(debit).debit += amount;
    line(credit).credit += amount;
  }
  const found = [...entries.values()];
  const ofDay = new Map<string, number>();
  for (const entry of found) {
    const n = (ofDay.get(entry.day) ?? 0) + 1;
    ofDay.set(entry.day, n);
    entry.number = `DH-${entry.day.replaceAll("-", "")}-${String(n).padStart(2, "0")}`;
    // Both sides of one account in one entry are its net; what nets to nothing needs no line.
    entry.lines = entry.lines
      .map(({ account, debit, credit }) => ({
        account,
        debit: debit > credit ? debit - credit : 0n,
        credit: credit > debit ? credit - debit : 0n,
      }))
      .filter((one) => one.debit !== one.credit);
  }
  return found.filter((entry) => entry.lines.length > 0);
}

export const journalFormats = ["quickbooks", "xero"] as const;
export type JournalFormat = (typeof journalFormats)[number];

/**
 * Lines a program takes in one file: Xero 300 (help.xero.com, "Enter multiple manual journals using an import template"), QuickBooks Online 1,000
 * (quickbooks.intuit.com, "Import journal entries"). A month of more is several files; no entry is cut.
 */
export const journalLimits: Record<JournalFormat, number> = { quickbooks: 1000, xero: 300 };

export function journalParts(entries: JournalEntry[], limit: number): JournalEntry[][] {
  const parts: JournalEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    if (entry.lines.length > room) {
      parts.push([]);
      room = limit;
    }
    parts.at(-1)!.push(entry);
    room -= entry.lines.length;
  }
  return parts;
}

/** Codes of the accounts in Xero's chart, which knows at most ten characters: this and the currency, "4000USD". */
const codes: Record<string, string> = {
  "platform:bank": "1000",
  "stripe:a:balance": "1010",
  "stripe:b:balance": "1020",
  "stripe:in_transit": "1030",
  "bank:settled": "1040",
  clearing: "1090",
  "business:receivable": "1100",
  "platform:advances": "1200",
  "agent:owed": "1210",
  "business:credit": "2100",
  "agent:pending": "2200",
  "agent:held": "2210",
  "agent:available": "2220",
  "agent:in_transit": "2230",
  "agent:paid_out": "2240",
  "platform:fees": "4000",
  "platform:stripe_fees": "5000",
  "platform:fx": "5100",
  "platform:chargebacks": "5200",
  "platform:write_offs": "5300",
};
const TAX_CODE = "2300";

/** "agent:available:USD" as an accounting program may call it: a colon would make a sub-account in QuickBooks. */
export function accountName(account: string): string {
  const words = account.replaceAll(/[:_]/g, " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
export function accountCode(account: string): string {
  const currency = account.slice(-3);
  return `${codes[account.slice(0, -4)] ?? TAX_CODE}${currency}`;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const describe = (entry: JournalEntry) => `Deskhand ${entry.kind} ${entry.day} ${entry.currency}`;

/** Header and rows of a part, in the columns that QuickBooks Online and Xero import; debits are positive in Xero, credits negative. */
export function journalRows(format: JournalFormat, entries: JournalEntry[]): { header: string[]; rows: (string | null)[][] } {
  const major = (minor: bigint, currency: string) => toMajor(money(minor, currency) satisfies Money);
  if (format === "quickbooks")
    return {
      header: ["Journal No", "Journal Date", "Account Name", "Description", "Debits", "Credits"],
      rows: entries.flatMap((entry) => {
        const [year, month, day] = entry.day.split("-");
        return entry.lines.map(({ account, debit, credit }) => [
          entry.number,
          `${month}/${day}/${year}`,
          accountName(account),
          describe(entry),
          debit > 0n ? major(debit, entry.currency) : null,
          credit > 0n ? major(credit, entry.currency) : null,
        ]);
      }),
    };
  return {
    header: ["*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount"],
    rows: entries.flatMap((entry) => {
      const [year, month, day] = entry.day.split("-");
      return entry.lines.map(({ account, debit, credit }) => [
        `${entry.number} ${describe(entry)}`,
        `${Number(day)} ${months[Number(month) - 1]} ${year}`,
        accountName(account),
        accountCode(account),
        "Tax Exempt",
        major(debit - credit, entry.currency),
      ]);
    }),
  };
}
