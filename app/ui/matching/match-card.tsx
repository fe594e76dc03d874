import { useTranslation } from "react-i18next";
import type { ScoreParts } from "#app/domain/matching/score.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { ScorePoints } from "./score-parts.tsx";

interface Match {
  fit: { covered: number; need: number };
  parts: ScoreParts;
  unmet: string[];
}

/** One agent against one role: the points that the list would give, or what keeps the agent out of it. */
export function MatchCard({ match, side }: { match: Match; side: "agent" | "business" }) {
  const { t } = useTranslation("matching");
  return (
    <Card title={t(`match.${side}`)}>
      <p className="text-sm">{t("reason.hours", { covered: match.fit.covered / 2, need: match.fit.need / 2 })}</p>
      {match.unmet.length > 0 ? (
        <div className="grid gap-1 rounded-lg bg-marigold-soft p-3 text-marigold text-sm">
          <p className="font-semibold">{t(`unmet.${side}`)}</p>
          <ul className="list-disc pl-5">
            {match.unmet.map((one) => (
              <li key={one}>{t(`unmet.${one}`)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <ScorePoints parts={match.parts} />
    </Card>
  );
}
