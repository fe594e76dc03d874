import { useTranslation } from "react-i18next";
import { When } from "#app/ui/kit/when.tsx";

export interface EvidenceLine {
  id: string;
  kind: string;
  score: number;
  note: string;
  enteredAt: Date;
  enteredBy: string;
}

/** What managers entered, newest first; the newest of a kind is the one that counts. */
export function EvidenceList({ evidence }: { evidence: EvidenceLine[] }) {
  const { t } = useTranslation("tiers");
  if (evidence.length === 0) return <p className="text-soft text-sm">{t("evidence.none")}</p>;
  return (
    <ul className="grid gap-2 text-sm">
      {evidence.map((one) => (
        <li key={one.id} className="border-line border-b pb-2 last:border-b-0 last:pb-0">
          <p className="flex flex-wrap justify-between gap-x-4">
            <span className="font-medium">{t(`evidence.kinds.${one.kind}`)}</span>
            <span className="tabular">{t("evidence.outOf", { score: one.score })}</span>
          </p>
          {one.note ? <p className="whitespace-pre-line">{one.note}</p> : null}
          <p className="text-soft">
            {one.enteredBy} · <When at={one.enteredAt} format="date" />
          </p>
        </li>
      ))}
    </ul>
  );
}
