import { useTranslation } from "react-i18next";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Line {
  id: string;
  side: string;
  occasion: string;
  stars: number;
  words: string;
  writtenAt: Date;
  revealedAt: Date | null;
  agentName: string;
  businessName: string;
  title: string;
}

/** Ratings, each with who wrote it, for what and when; one that is still blind says so. */
export function ReviewList({ reviews }: { reviews: Line[] }) {
  const { t } = useTranslation("reviews");
  return (
    <ul className="grid gap-3">
      {reviews.map((one) => (
        <li key={one.id} className="grid gap-1 border-line border-b pb-3 text-sm last:border-b-0 last:pb-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Stars value={one.stars} />
            <span className="font-medium">
              {t("by", {
                from: one.side === "agent" ? one.agentName : one.businessName,
                about: one.side === "agent" ? one.businessName : one.agentName,
              })}
            </span>
            {one.revealedAt ? null : <Badge tone="violet">{t("blind")}</Badge>}
          </p>
          <p className="text-soft">
            {one.title} · {t(`occasions.${one.occasion}`)} · <When at={one.writtenAt} format="date" />
          </p>
          {one.words ? <p className="whitespace-pre-line text-base">{one.words}</p> : null}
        </li>
      ))}
    </ul>
  );
}
