import { useTranslation } from "react-i18next";
import type { WeekProtection as Decided } from "#app/domain/billing/protection.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";

/** What of a billed week is protected, and for what is not: why, how much, when it was worked. The same for both sides. */
export function WeekProtection({ protection, currency }: { protection: Decided | null; currency: string }) {
  const { t } = useTranslation("billing");
  if (!protection) return null;
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  if (protection.unprotectedPay === 0n)
    return (
      <Card tone="sunken" title={t("protection.title")}>
        <p className="text-sm">{t("protection.all")}</p>
      </Card>
    );
  return (
    <Card title={t("protection.title")}>
      <p className="text-sm">{t("protection.text")}</p>
      <dl className="grid gap-1 text-sm">
        <div className="flex justify-between gap-3">
          <dt className="text-soft">{t("protection.protected")}</dt>
          <dd>{amount(protection.protectedPay)}</dd>
        </div>
        <div className="flex justify-between gap-3">
          <dt className="text-soft">{t("protection.unprotected")}</dt>
          <dd>{amount(protection.unprotectedPay)}</dd>
        </div>
      </dl>
      <ul className="grid gap-3">
        {protection.parts.map(({ reason, minutes, pay, stretches }) => (
          <li key={reason} className="grid gap-1 border-marigold border-l-2 pl-3 text-sm">
            <p className="flex flex-wrap justify-between gap-x-3 font-medium">
              {t(`protection.reasons.${reason}`)}
              <span className="flex gap-3">
                <Minutes value={minutes} /> {amount(pay)}
              </span>
            </p>
            <p className="text-soft">{t(`protection.why.${reason}`)}</p>
            <details>
              <summary className="cursor-pointer text-accent">{t("protection.when")}</summary>
              <ul className="mt-1 grid gap-1">
                {stretches.map((one) => (
                  <li key={one.from.toISOString()} className="flex flex-wrap justify-between gap-x-3">
                    <span>
                      <When at={one.from} /> – <When at={one.to} format="time" />
                    </span>
                    <Minutes value={one.minutes} />
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  );
}
