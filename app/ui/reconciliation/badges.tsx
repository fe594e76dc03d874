import { useTranslation } from "react-i18next";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import type { Class } from "#app/domain/reconciliation/match-balance.ts";
import type { RunState } from "#app/domain/reconciliation/reconciliation.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const runTones: Record<RunState, Tone> = { running: "marigold", gaveUp: "red", clean: "green", breaks: "red" };
export function RunBadge({ state, breaks }: { state: RunState; breaks: number }) {
  const { t } = useTranslation("reconciliation");
  return <Badge tone={runTones[state]}>{t(`runStates.${state}`, { count: breaks })}</Badge>;
}

const classTones: Record<Class, Tone> = {
  matched: "green",
  timing: "marigold",
  amount: "red",
  "missing-ours": "red",
  "missing-theirs": "red",
  duplicate: "red",
};
export function ClassBadge({ found }: { found: Class }) {
  const { t } = useTranslation("reconciliation");
  return <Badge tone={classTones[found]}>{t(`classes.${found}.name`)}</Badge>;
}

const payoutTones: Record<PayoutState, Tone> = {
  reserved: "sky",
  held: "red",
  transferred: "marigold",
  sent: "marigold",
  paid: "green",
  failed: "red",
};
export function PayoutStateBadge({ state }: { state: PayoutState }) {
  const { t } = useTranslation("reconciliation");
  return <Badge tone={payoutTones[state]}>{t(`payoutStates.${state}`)}</Badge>;
}
