import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { runState } from "#app/domain/reconciliation/reconciliation.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { RunBadge } from "./badges.tsx";

interface LastChecksProps {
  proof: { holds: boolean; provedAt: Date; accounts: bigint; postings: bigint } | null;
  run: { id: string; startedAt: Date; finishedAt: Date | null; matched: number; breaks: number } | null;
  now: Date;
}

export function LastChecks({ proof, run, now }: LastChecksProps) {
  const { t } = useTranslation("reconciliation");
  return (
    <Card title={t("lastChecks.title")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="grid content-start gap-1 text-sm">
          <Link to="/desk/finance/proofs" className="w-fit font-medium text-accent underline">
            {t("lastChecks.proof")}
          </Link>
          {proof ? (
            <>
              <span>
                <Badge tone={proof.holds ? "green" : "red"}>{t(proof.holds ? "proofs.holds" : "proofs.fails")}</Badge>
              </span>
              <span className="text-soft">
                <When at={proof.provedAt} format="relative" />,{" "}
                {t("proofs.size", { accounts: Number(proof.accounts), postings: Number(proof.postings) })}
              </span>
            </>
          ) : (
            <span className="text-soft">{t("lastChecks.none")}</span>
          )}
        </div>
        <div className="grid content-start gap-1 text-sm">
          <Link to="/desk/finance/reconciliation" className="w-fit font-medium text-accent underline">
            {t("lastChecks.run")}
          </Link>
          {run ? (
            <>
              <span>
                <RunBadge state={runState(run, now)} breaks={run.breaks} />
              </span>
              <span className="text-soft">
                <When at={run.startedAt} format="relative" />, {t("runs.matchedCount", { count: run.matched })}
              </span>
            </>
          ) : (
            <span className="text-soft">{t("lastChecks.none")}</span>
          )}
        </div>
      </div>
    </Card>
  );
}
