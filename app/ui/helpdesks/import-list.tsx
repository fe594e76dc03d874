import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Listed {
  id: string;
  state: "draft" | "running" | "finished";
  fileName: string;
  rows: number;
  doneRows: number;
  uploadedAt: Date;
}
const tones = { draft: "neutral", running: "marigold", finished: "green" } as const;

export function ImportList({ imports }: { imports: Listed[] }) {
  const { t } = useTranslation("helpdesks");
  return (
    <Card title={t("imports.title")}>
      {imports.length === 0 ? <p className="text-soft text-sm">{t("imports.none")}</p> : null}
      <ul className="grid gap-2 text-sm">
        {imports.map((one) => (
          <li key={one.id} className="grid gap-0.5">
            <span className="flex flex-wrap items-center justify-between gap-2">
              <Link to={`/business/helpdesks/imports/${one.id}`} className="min-w-0 break-all text-accent hover:underline">
                {one.fileName}
              </Link>
              <Badge tone={tones[one.state]}>{t(`imports.states.${one.state}`)}</Badge>
            </span>
            <span className="text-faint text-xs">
              <When at={one.uploadedAt} /> · {t("run.done", { done: one.doneRows, rows: one.rows })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
