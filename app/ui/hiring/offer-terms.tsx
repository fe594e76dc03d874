import { useTranslation } from "react-i18next";
import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import { money } from "#app/kernel/money.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";

interface Terms {
  hourlyRate: bigint;
  currency: string;
  tier: string;
  weeklyLimitMinutes: number;
  windows: string;
  timeZone: string;
  manualTimeAllowed: boolean;
  approvalFirst: boolean;
  evidenceLevel: EvidenceLevel;
  startsOn: string;
  endsOn: string | null;
}

export function OfferTerms({ terms }: { terms: Terms }) {
  const { t } = useTranslation("hiring");
  const { locale } = useReader();
  return (
    <Facts
      items={[
        { label: t("offer.hourlyRate"), value: <MoneyText value={money(terms.hourlyRate, terms.currency)} /> },
        { label: t("offer.tier"), value: t(`agents:tiers.${terms.tier}`) },
        { label: t("offer.weeklyLimit"), value: <Minutes value={terms.weeklyLimitMinutes} /> },
        { label: t("offer.startsOn"), value: <When at={terms.startsOn} format="date" /> },
        { label: t("offer.endsOn"), value: terms.endsOn ? <When at={terms.endsOn} format="date" /> : t("roles:detail.openEnd") },
        { label: t("offer.manual"), value: t(terms.manualTimeAllowed ? "offer.allowed" : "offer.notAllowed") },
        { label: t("offer.charged"), value: t(terms.approvalFirst ? "offer.onApproval" : "offer.atClose") },
        { label: t("evidence.label"), value: t(`evidence.levels.${terms.evidenceLevel}`) },
        { label: t("offer.windows"), value: hoursInWords(terms.windows, locale) },
        { label: t("offer.zone"), value: terms.timeZone },
      ]}
    />
  );
}
