import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Stretch, SwapState } from "#app/domain/shifts/shift.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { useShiftWords } from "./shift-words.ts";

export interface SwapLine extends Stretch {
  id: string;
  state: SwapState;
  note: string;
  fromAgentId: string;
  fromName: string;
  toName: string;
  title: string;
  timeZone: string;
  inReturn: Stretch | null;
}

/** Who offers whom what, on a clock, and what the reader may do about it. */
export function SwapList({ swaps, zone, actions }: { swaps: SwapLine[]; zone?: string; actions(swap: SwapLine): ReactNode }) {
  return (
    <ul className="grid gap-3">
      {swaps.map((swap) => (
        <li key={swap.id} className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-3">
          <SwapWords swap={swap} zone={zone ?? swap.timeZone} />
          <div className="flex flex-wrap gap-2">{actions(swap)}</div>
        </li>
      ))}
    </ul>
  );
}

export function SwapWords({ swap, zone }: { swap: SwapLine; zone: string }) {
  const { t } = useTranslation("shifts");
  const words = useShiftWords(zone);
  const params = { from: swap.fromName, to: swap.toName, when: words.whole(swap), zone };
  return (
    <div className="min-w-0 text-sm">
      <p className="font-medium">
        {swap.inReturn ? t("swaps.exchange", { ...params, other: words.whole(swap.inReturn) }) : t("swaps.gift", params)}
      </p>
      <p className="text-soft">
        {swap.title} · {t(`swapStates.${swap.state}`)}
      </p>
      {swap.note ? <p className="text-soft">{swap.note}</p> : null}
    </div>
  );
}

export function SwapButton({ intent, swapId, primary = false }: { intent: SwapIntent; swapId: string; primary?: boolean }) {
  const { t } = useTranslation("shifts");
  return (
    <Form intent={intent} about={{ name: "swapId", value: swapId }}>
      <Button size="sm" variant={primary ? "primary" : "secondary"}>
        {t(`swaps.${intent}`)}
      </Button>
    </Form>
  );
}
type SwapIntent = "accept" | "decline" | "withdraw" | "approve" | "refuse";
