import { useTranslation } from "react-i18next";
import { type BonusState, bonusLifecycle } from "#app/domain/billing/bonus.ts";
import { money } from "#app/kernel/money.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Given {
  bonus: { id: string; amount: bigint; fee: bigint; currency: string; note: string; state: BonusState; givenAt: Date };
  /** Of the bill it stands on. */
  week: string | null;
  billState: string | null;
}
const tones: Record<BonusState | "paid", Tone> = { given: "marigold", billed: "marigold", paid: "green", withdrawn: "neutral" };

/** The bonuses of a contract, alike for both sides; the business may give one, and take one back before it is billed. */
export function BonusList({ contractId, bonuses, mayGive }: { contractId: string; bonuses: Given[]; mayGive: boolean }) {
  const { t } = useTranslation("billing");
  if (bonuses.length === 0 && !mayGive) return null;
  return (
    <Card
      title={t("bonus.title")}
      actions={
        mayGive ? (
          <LinkButton to={`/business/contracts/${contractId}/bonus`} variant="secondary" size="sm">
            {t("bonus.give")}
          </LinkButton>
        ) : undefined
      }
    >
      {bonuses.length === 0 ? <p className="text-soft text-sm">{t("bonus.none")}</p> : null}
      <ul className="grid gap-3 text-sm">
        {bonuses.map(({ bonus, week, billState }) => {
          const state = billState === "paid" ? "paid" : bonus.state;
          return (
            <li key={bonus.id} className="grid gap-1">
              <span className="flex flex-wrap items-center justify-between gap-2">
                <span className="font-medium">
                  <MoneyText value={money(bonus.amount, bonus.currency)} />
                </span>
                <Badge tone={tones[state]}>{t(`bonus.states.${state}`)}</Badge>
              </span>
              {bonus.note ? <span className="break-words">{bonus.note}</span> : null}
              <span className="text-soft">
                <When at={bonus.givenAt} format="date" /> · {t("bonus.fee")}{" "}
                <MoneyText value={money(bonus.fee, bonus.currency)} />
                {week ? (
                  <>
                    {" "}
                    · {t("bonus.onBill")} <When at={week} format="date" />
                  </>
                ) : null}
              </span>
              {mayGive && bonusLifecycle.can(bonus.state, "withdraw") ? (
                <Form action={`/business/contracts/${contractId}/bonus`}>
                  <Hidden name="bonusId" value={bonus.id} />
                  <Button name="step" value="withdraw" variant="ghost" size="sm">
                    {t("bonus.withdraw")}
                  </Button>
                </Form>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
