import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Class } from "#app/domain/reconciliation/match-balance.ts";
import { timingRule } from "#app/domain/reconciliation/timing.ts";
import { money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { DifferenceText, SignedAmount } from "#app/ui/ledger/balance-text.tsx";
import { ClassBadge } from "./badges.tsx";

interface Item {
  id: string;
  class: Class;
  sourceId: string;
  balanceTransactionId: string | null;
  reportingCategory: string;
  currency: string;
  theirs: bigint | null;
  ours: bigint | null;
  occurredAt: Date;
  transactionIds: string[];
}

/** Stripe's movements and ours side by side, with the way to our posting and to the money's whole story. */
export function ItemTable({ items }: { items: Item[] }) {
  const { t } = useTranslation("reconciliation");
  const amount = (minor: bigint | null, currency: string) =>
    minor === null ? <span className="text-faint">{t("items.none")}</span> : <SignedAmount value={money(minor, currency)} />;
  return (
    <Table
      caption={t("items.title")}
      columns={[
        { key: "class", label: t("fields.class") },
        { key: "at", label: t("fields.at") },
        { key: "what", label: t("fields.what") },
        { key: "theirs", label: t("items.theirs"), align: "right" },
        { key: "ours", label: t("items.ours"), align: "right" },
        { key: "difference", label: t("items.difference"), align: "right" },
        { key: "links", label: t("items.posting") },
      ]}
    >
      {items.map((item) => (
        <Row key={item.id} className="align-top">
          <Cell>
            <ClassBadge found={item.class} />
            {item.class === "timing" ? <Timing item={item} /> : null}
          </Cell>
          <Cell className="whitespace-nowrap">
            <When at={item.occurredAt} />
          </Cell>
          <Cell className="min-w-52">
            <span className="block">
              {t(`categories.${item.reportingCategory.replace(/\W/g, "_")}`, { defaultValue: item.reportingCategory })}
            </span>
            <Link
              to={`/desk/finance/trace?q=${encodeURIComponent(item.sourceId)}`}
              className="break-all text-accent text-xs underline"
            >
              {item.sourceId}
            </Link>
            {item.balanceTransactionId ? (
              <code className="block break-all text-faint text-xs">{item.balanceTransactionId}</code>
            ) : null}
          </Cell>
          <Cell numeric>{amount(item.theirs, item.currency)}</Cell>
          <Cell numeric>{amount(item.ours, item.currency)}</Cell>
          <Cell numeric>
            <DifferenceText value={money((item.theirs ?? 0n) - (item.ours ?? 0n), item.currency)} />
          </Cell>
          <Cell>
            {item.transactionIds.length === 0 ? (
              <span className="text-faint">{t("items.none")}</span>
            ) : (
              item.transactionIds.map((id) => (
                <Link key={id} to={`/desk/finance/transactions/${id}`} className="block whitespace-nowrap text-accent underline">
                  {t("items.open")}
                </Link>
              ))
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

/** Why it stands on one side only, and until when it may. */
function Timing({ item }: { item: Item }) {
  const { t } = useTranslation("reconciliation");
  const { reason, days } = timingRule(item.theirs === null ? "ours" : "theirs", item.sourceId);
  return (
    <span className="mt-1 block min-w-36 text-soft text-xs">
      {t(`timing.${reason}`)}, {t("timing.until")} <When at={addDays(item.occurredAt, days)} />
    </span>
  );
}
