import { useTranslation } from "react-i18next";
import type { Arrangement } from "#app/domain/billing/arrangement.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";

/** How a business pays now. */
export function ArrangementCard({ arrangement }: { arrangement: Arrangement }) {
  const { t } = useTranslation("billing");
  const { mode, cadence, netDays, creditLine, creditCurrency, fromAt } = arrangement;
  return (
    <Card title={t("terms.now")}>
      <Facts
        items={[
          { label: t("terms.mode"), value: t(`terms.modes.${mode}`) },
          ...(mode === "terms"
            ? [
                { label: t("terms.cadence"), value: t(`terms.cadences.${cadence}`) },
                { label: t("terms.netDays"), value: t("terms.days", { count: netDays ?? 0 }) },
              ]
            : []),
          ...(creditLine !== null && creditCurrency
            ? [{ label: t("terms.creditLine"), value: <MoneyText value={money(creditLine, creditCurrency)} /> }]
            : []),
          ...(fromAt ? [{ label: t("terms.since"), value: <When at={fromAt} format="date" /> }] : []),
        ]}
      />
      <p className="text-soft text-sm">{t(`terms.text.${mode}`)}</p>
    </Card>
  );
}

interface Past {
  arrangement: Omit<Arrangement, "fromAt"> & { id: string; fromAt: Date; reason: string };
  decidedBy: string | null;
}

/** Every arrangement there was, newest first, with its reason; the business does not read who decided. */
export function ArrangementHistory({ history, named }: { history: Past[]; named: boolean }) {
  const { t } = useTranslation("billing");
  if (history.length === 0) return null;
  return (
    <Card title={t("terms.history")}>
      <ol className="grid gap-3 text-sm">
        {history.map(({ arrangement, decidedBy }) => (
          <li key={arrangement.id} className="grid gap-0.5">
            <span className="font-medium">
              {t(`terms.modes.${arrangement.mode}`)}
              {arrangement.mode === "terms"
                ? ` · ${t(`terms.cadences.${arrangement.cadence}`)} · ${t("terms.days", { count: arrangement.netDays ?? 0 })}`
                : null}
            </span>
            <span className="text-soft">
              <When at={arrangement.fromAt} />
              {named && decidedBy ? ` · ${decidedBy}` : null}
            </span>
            <span className="break-words">{arrangement.reason}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
