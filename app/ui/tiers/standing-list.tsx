import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Verdict } from "#app/domain/tiers/evaluate-tier.ts";
import { Badge } from "#app/ui/kit/badge.tsx";

interface Line {
  contractId: string;
  agentName: string;
  title: string;
  tier: string;
  verdict: Verdict;
}

/** The L1 agents of a business and how many of the required checks each meets; the way to enter evidence. */
export function StandingList({ rows }: { rows: Line[] }) {
  const { t } = useTranslation("tiers");
  return (
    <ul className="grid gap-1">
      {rows.map((one) => {
        const required = one.verdict.checks.filter((check) => check.requiredYet);
        return (
          <li key={one.contractId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm">
            <Link
              to={`/business/promotions/evidence/${one.contractId}`}
              className="inline-flex min-h-8 items-center text-accent hover:underline"
            >
              {one.agentName} · {one.title}
            </Link>
            <Badge tone={one.verdict.eligible ? "green" : "neutral"}>
              {t("promotions.metOf", { met: required.filter((check) => check.passed).length, of: required.length })}
            </Badge>
          </li>
        );
      })}
    </ul>
  );
}
