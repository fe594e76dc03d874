import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { PromotionState } from "#app/domain/tiers/promotion.ts";
import { money } from "#app/kernel/money.ts";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PromotionBadge } from "./promotion-badge.tsx";

interface Line {
  promotion: {
    id: string;
    state: PromotionState;
    fromTier: string;
    toTier: string;
    proposedAt: Date;
    newRate: bigint | null;
    inForceFrom: string | null;
  };
  agentName: string;
  businessName: string;
  title: string;
  currency: string;
}

/** Proposals and what became of them, newest first; few enough for lines instead of a table. */
export function PromotionList({ area, rows }: { area: "agent" | "business"; rows: Line[] }) {
  const { t } = useTranslation("tiers");
  return (
    <ul className="grid gap-3">
      {rows.map(({ promotion, agentName, businessName, title, currency }) => (
        <li key={promotion.id} className="grid gap-1 border-line border-b pb-3 text-sm last:border-b-0 last:pb-0">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <Link
              to={area === "agent" ? `/agent/tier/${promotion.id}` : `/business/promotions/${promotion.id}`}
              className="inline-flex min-h-8 items-center font-medium text-accent underline"
            >
              {area === "agent" ? businessName : agentName} · {t("step", { from: promotion.fromTier, to: promotion.toTier })}
            </Link>
            <PromotionBadge state={promotion.state} />
          </div>
          <p className="text-soft">{title}</p>
          <p className="flex flex-wrap gap-x-4 gap-y-1">
            <span>
              {t("list.proposed")} <When at={promotion.proposedAt} format="date" />
            </span>
            {promotion.newRate === null ? null : (
              <span>
                {t("list.newRate")} <MoneyText value={money(promotion.newRate, currency)} />
              </span>
            )}
            {promotion.inForceFrom ? (
              <span>
                {t("list.from")} <When at={promotion.inForceFrom} format="date" />
              </span>
            ) : null}
          </p>
        </li>
      ))}
    </ul>
  );
}
