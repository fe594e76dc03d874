import { useTranslation } from "react-i18next";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import { type CaseState, OLD_CASE_DAYS } from "#app/domain/reconciliation/case.ts";
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

const caseTones: Record<CaseState, Tone> = { open: "red", resolved: "green", explained: "sky" };
export function CaseBadge({ state }: { state: CaseState }) {
  const { t } = useTranslation("reconciliation");
  return <Badge tone={caseTones[state]}>{t(`caseStates.${state}`)}</Badge>;
}

/** Whole days that a case stood open; told apart when it is old. */
export function CaseAge({ openedAt, until }: { openedAt: Date; until: Date }) {
  const { t } = useTranslation("reconciliation");
  const days = Math.floor((until.getTime() - openedAt.getTime()) / 86_400_000);
  const text = days === 0 ? t("cases.today") : t("cases.days", { count: days });
  return <span className={days >= OLD_CASE_DAYS ? "font-medium text-red" : ""}>{text}</span>;
}
