import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import { EvidenceMeaning } from "#app/ui/hiring/evidence-meaning.tsx";
import { Card } from "#app/ui/kit/card.tsx";

/** What each contract's diary records, in plain words, where the tracker is started. */
export function WhatIsRecorded({
  contracts,
}: {
  contracts: { id: string; title: string; businessName: string; evidenceLevel: EvidenceLevel }[];
}) {
  const { t } = useTranslation("hiring");
  return (
    <Card title={t("evidence.label")}>
      {contracts.map((one) => (
        <details key={one.id} className="rounded-lg border border-line p-3">
          <summary className="cursor-pointer text-sm">
            <span className="font-medium">{one.businessName}</span> · {t(`evidence.levels.${one.evidenceLevel}`)}
          </summary>
          <div className="mt-2 grid gap-2">
            <EvidenceMeaning level={one.evidenceLevel} />
            <Link to={`/agent/contracts/${one.id}`} className="w-fit text-accent text-sm hover:underline">
              {t("evidence.change")}
            </Link>
          </div>
        </details>
      ))}
    </Card>
  );
}
