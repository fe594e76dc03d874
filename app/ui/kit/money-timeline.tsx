import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { When } from "./when.tsx";

export interface MoneyStep {
  key: "worked" | "closed" | "reviewed" | "cleared" | "paid" | "inBank";
  at?: Date | null;
  state: "done" | "current" | "ahead";
}

/** Where money stands: worked, closed, reviewed, cleared, paid, in the bank. */
export function MoneyTimeline({ steps }: { steps: MoneyStep[] }) {
  const { t } = useTranslation("kit");
  return (
    <ol className="grid gap-2 sm:grid-flow-col sm:auto-cols-fr">
      {steps.map((step) => (
        <li key={step.key} aria-current={step.state === "current" ? "step" : undefined} className="flex gap-2 sm:grid sm:gap-1">
          <span
            className={`grid h-6 place-content-center rounded-full px-2 sm:w-full ${step.state === "done" ? "bg-green-soft text-green" : step.state === "current" ? "bg-marigold-soft text-marigold" : "bg-sunken text-faint"}`}
          >
            {step.state === "done" ? (
              <Check className="size-4" aria-hidden="true" />
            ) : (
              <span className="size-2 rounded-full bg-current" />
            )}
          </span>
          <span className="text-sm">
            <span className="block font-medium">{t(`money.${step.key}`)}</span>
            <span className="block text-soft text-xs">
              {step.at ? <When at={step.at} format="date" /> : t(`money.${step.state}`)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
