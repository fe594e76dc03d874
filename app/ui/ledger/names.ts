import { useTranslation } from "react-i18next";
import { useReader } from "#app/ui/kit/reader.ts";

/** Words for kinds of accounts and transactions. A catalogue key holds no colon or dot: "agent:in_transit" is `kinds.agent_in_transit`. */
export function useLedgerNames() {
  const { t } = useTranslation("ledger");
  const key = (kind: string) => kind.replace(/[:.-]/g, "_");
  return {
    kind: (kind: string): string => t(`kinds.${key(kind)}.name`, { defaultValue: kind }),
    meaning: (kind: string): string => t(`kinds.${key(kind)}.meaning`, { defaultValue: "" }),
    transaction(kind: string): string {
      const original = kind.replace(/\.reversed$/, "");
      const name = t(`transactions.${key(original)}`, { defaultValue: original });
      return original === kind ? name : t("transactions.reversed", { what: name });
    },
  };
}

/** "November 2026" in the reader's language. */
export function useMonthName() {
  const { locale } = useReader();
  const format = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return (month: string) => format.format(new Date(`${month}-01T00:00:00Z`));
}

/** The address of an account's page. */
export function accountAddress(accountId: string): string {
  return `/desk/finance/accounts/${encodeURIComponent(accountId)}`;
}

/** The kind of account an id belongs to: "agent:{id}:available:USD" is "agent:available". */
export function kindOfAccount(accountId: string): string {
  const parts = accountId.split(":");
  if (parts[0] === "agent" || parts[0] === "business") return `${parts[0]}:${parts[2]}`;
  if (parts[0] === "stripe" && parts[2] === "balance") return "stripe:balance";
  if (parts[0] === "tax") return "tax";
  return parts.slice(0, -1).join(":");
}
