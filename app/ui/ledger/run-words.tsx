import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "#app/ui/kit/badge.tsx";

const LOOK_AGAIN_MS = 2000;
const tones = { running: "marigold", incomplete: "red", finished: "green" } as const;

export function RunStateBadge({ state }: { state: keyof typeof tones }) {
  const { t } = useTranslation("finance");
  return <Badge tone={tones[state]}>{t(`runs.states.${state}`)}</Badge>;
}

/** Looks again by itself while something is under way. */
export function useLiveWhile(underWay: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!underWay) return;
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [underWay, revalidate]);
}
