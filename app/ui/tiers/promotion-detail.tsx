import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Verdict } from "#app/domain/tiers/evaluate-tier.ts";
import type { PromotionState } from "#app/domain/tiers/promotion.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { BarChecklist } from "./bar-checklist.tsx";
import { type EvidenceLine, EvidenceList } from "./evidence-list.tsx";
import { PromotionBadge } from "./promotion-badge.tsx";

interface Props {
  area: "agent" | "business";
  promotion: {
    state: PromotionState;
    contractId: string;
    fromTier: string;
    toTier: string;
    barVersion: number;
    proposedAt: Date;
    newRate: bigint | null;
    reason: string | null;
    decidedAt: Date | null;
    reply: string | null;
    repliedAt: Date | null;
    inForceFrom: string | null;
  };
  agentName: string;
  businessName: string;
  title: string;
  currency: string;
  decidedByName: string | null;
  verdict: Verdict;
  evidence: EvidenceLine[];
  /** The form of whoever may act now. */
  children?: ReactNode;
}

/** A proposal as both sides see it: the reasons and facts it was made from, who decided what and why, and the agent's reply. */
export function PromotionDetail(props: Props) {
  const { area, promotion, agentName, businessName, title, currency, decidedByName, verdict, evidence, children } = props;
  const { t } = useTranslation("tiers");
  const accepted = promotion.state === "approved" && promotion.inForceFrom !== null;
  return (
    <Page
      title={t("detail.title", { name: agentName, from: promotion.fromTier, to: promotion.toTier })}
      subtitle={`${businessName} · ${title}`}
      state={<PromotionBadge state={promotion.state} />}
      back={
        area === "agent"
          ? { to: "/agent/tier", label: t("own.title") }
          : { to: "/business/promotions", label: t("promotions.title") }
      }
      aside={
        <Card title={t("detail.facts")}>
          <Facts
            items={[
              { label: t("detail.proposed"), value: <When at={promotion.proposedAt} format="date" /> },
              { label: t("detail.bar"), value: t("detail.version", { version: promotion.barVersion }) },
              ...(promotion.decidedAt
                ? [{ label: t("detail.decided"), value: <When at={promotion.decidedAt} format="date" /> }]
                : []),
              ...(decidedByName ? [{ label: t("detail.decidedBy"), value: decidedByName }] : []),
              ...(promotion.newRate === null
                ? []
                : [{ label: t("list.newRate"), value: <MoneyText value={money(promotion.newRate, currency)} /> }]),
              ...(promotion.inForceFrom
                ? [{ label: t("list.from"), value: <When at={promotion.inForceFrom} format="date" /> }]
                : []),
            ]}
          />
          <p className="text-sm">
            <Link to={`/${area}/contracts/${promotion.contractId}`} className="text-accent underline">
              {t("detail.toContract")}
            </Link>
          </p>
        </Card>
      }
    >
      <Notice>{t(`detail.what.${accepted ? "accepted" : promotion.state}`, { agent: agentName, business: businessName })}</Notice>
      {children}
      {promotion.reason ? (
        <Card title={t("detail.reasons", { business: businessName })}>
          <p className="whitespace-pre-line">{promotion.reason}</p>
        </Card>
      ) : null}
      {promotion.reply && promotion.repliedAt ? (
        <Card title={t("detail.reply", { agent: agentName })}>
          <p className="whitespace-pre-line">{promotion.reply}</p>
          <p className="text-soft text-sm">
            <When at={promotion.repliedAt} />
          </p>
        </Card>
      ) : null}
      <Card title={t("detail.why")}>
        <p className="text-soft text-sm">{t("detail.whyText")}</p>
        <BarChecklist verdict={verdict} />
      </Card>
      <Card title={t("evidence.title")}>
        <EvidenceList evidence={evidence} />
      </Card>
    </Page>
  );
}
