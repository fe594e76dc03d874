import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import { agentQueryOf } from "#app/domain/matching/agent-search.ts";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** What a saved search looks for: "“refunds”, German B2, Zendesk, at most 20 USD". */
export function QueryInWords({ query }: { query: string }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const { q, language, level, tool, tier, rate, currency } = agentQueryOf(new URLSearchParams(query));
  const parts = [
    q ? `“${q}”` : null,
    language ? `${languageName(locale, language)} ${level}` : null,
    tool ? toolName(tool) : null,
    tier === "L1" ? null : t(`agents:tiers.${tier}`),
    rate ? t("saved.rate", { rate, currency }) : null,
  ].filter((one) => one !== null);
  return parts.length > 0 ? parts.join(", ") : t("saved.everybody");
}
