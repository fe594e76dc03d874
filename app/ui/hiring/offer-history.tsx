import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Offer {
  id: string;
  state: string;
  hourlyRate: bigint;
  currency: string;
  sentAt: Date;
}

/** The offers that were answered or ran out, newest first. */
export function OfferHistory({ offers }: { offers: Offer[] }) {
  const { t } = useTranslation("hiring");
  const over = offers.filter((offer) => offer.state !== "sent");
  if (over.length === 0) return null;
  return (
    <Card title={t("offer.earlier")}>
      <ul className="grid gap-2 text-sm">
        {over.map((offer) => (
          <li key={offer.id} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              <MoneyText value={money(offer.hourlyRate, offer.currency)} /> · <When at={offer.sentAt} format="date" />
            </span>
            <Badge tone={offer.state === "accepted" ? "green" : "neutral"}>{t(`offerStates.${offer.state}`)}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
