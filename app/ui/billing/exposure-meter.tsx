import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

export interface ShownExposure {
  businessId: string;
  currency: string;
  mode: "card" | "terms" | "prepaid";
  limit: bigint;
  used: bigint;
  unpaid: bigint;
  frozen: bigint;
  open: bigint;
  level: 0 | 80 | 100;
  percent: number;
}

const tones: Record<ShownExposure["level"], Tone> = { 0: "green", 80: "marigold", 100: "red" };

/** How much of a business's protection limit is used: the same figures for both sides. */
export function ExposureMeter({ exposure, side }: { exposure: ShownExposure; side: "business" | "agent" }) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const { currency, limit, used, level, percent, mode } = exposure;
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  return (
    <div className="grid gap-2">
      <Meter value={Number(used)} max={Math.max(Number(limit), Number(used), 1)} label={t("exposure.label", { currency })}>
        {t("exposure.ofLimit", {
          used: formatMoney(money(used, currency), locale),
          limit: formatMoney(money(limit, currency), locale),
        })}
      </Meter>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={tones[level]}>{t(`exposure.levels.${level}`, { percent })}</Badge>
        <span className="text-soft">{t(`exposure.text.${side}.${level}`)}</span>
      </p>
      <details className="text-sm">
        <summary className="w-fit cursor-pointer text-accent">{t("exposure.what")}</summary>
        <div className="mt-2 grid gap-2">
          <Facts
            items={[
              { label: t("exposure.unpaid"), value: amount(exposure.unpaid) },
              { label: t("exposure.frozen"), value: amount(exposure.frozen) },
              { label: t("exposure.open"), value: amount(exposure.open) },
              { label: t("exposure.limit"), value: amount(limit) },
            ]}
          />
          <p className="text-soft">{t(`exposure.modes.${mode}`)}</p>
        </div>
      </details>
    </div>
  );
}

/** The meters of a business, one a currency; nothing before there is a contract. */
export function ExposureCard({ exposures, side }: { exposures: ShownExposure[]; side: "business" | "agent" }) {
  const { t } = useTranslation("billing");
  if (exposures.length === 0) return null;
  return (
    <Card title={t("exposure.title")} className="print:hidden">
      {exposures.map((exposure) => (
        <ExposureMeter key={`${exposure.businessId} ${exposure.currency}`} exposure={exposure} side={side} />
      ))}
    </Card>
  );
}
