import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { LeftOut } from "#app/domain/hiring/left-out.ts";

/** Who was not invited, by name, with the reason. */
export function LeftOutList({ people, talks }: { people: LeftOut[]; talks: Record<string, { id: string } | undefined> }) {
  const { t } = useTranslation("hiring");
  if (people.length === 0) return null;
  return (
    <ul className="mt-1 list-disc pl-5" aria-label={t("leftOut.title")}>
      {people.map(({ agentId, name, reason }) => {
        const talk = reason === "inTalk" ? talks[agentId] : undefined;
        return (
          <li key={agentId}>
            {talk ? (
              <Link to={`/business/applications/${talk.id}`} className="underline">
                {name}
              </Link>
            ) : (
              <span className="font-medium">{name}</span>
            )}
            {": "}
            {t(`leftOut.reasons.${reason}`)}
          </li>
        );
      })}
    </ul>
  );
}
