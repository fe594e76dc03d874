import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { When } from "#app/ui/kit/when.tsx";

export type ChargeState = "reserved" | "requires_action" | "succeeded" | "failed";
const tones: Record<ChargeState, Tone> = {
  reserved: "marigold",
  requires_action: "marigold",
  succeeded: "green",
  failed: "red",
};

interface Attempt {
  charge: { id: string; state: ChargeState; declineCode: string | null; declineMessage: string | null; reservedAt: Date };
  brand: string | null;
  last4: string | null;
}

/** Every attempt to charge a bill, newest first, with the bank's reason where it was refused. */
export function ChargeAttempts({ attempts }: { attempts: Attempt[] }) {
  const { t } = useTranslation("billing");
  if (attempts.length === 0) return null;
  return (
    <Card title={t("attempts.title")} className="print:hidden">
      <ul className="grid gap-3 text-sm">
        {attempts.map(({ charge, brand, last4 }) => (
          <li key={charge.id} className="grid gap-1">
            <span className="flex flex-wrap items-center gap-2">
              <Badge tone={tones[charge.state]}>{t(`attempts.${charge.state}`)}</Badge>
              {last4 ? <span>{t("cards.named", { brand: brand?.toUpperCase(), last4 })}</span> : null}
            </span>
            <span className="text-soft">
              <When at={charge.reservedAt} />
            </span>
            {charge.state !== "succeeded" && charge.declineCode ? (
              <span>
                {t(`declines.${charge.declineCode}`, { defaultValue: charge.declineMessage ?? t("declines.generic_decline") })}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
