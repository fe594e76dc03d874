import { useTranslation } from "react-i18next";
import { isPayable } from "#app/domain/agents/rails.ts";
import { toolName } from "#app/domain/agents/tools.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName, languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";

interface Agent {
  country: string;
  hourlyRate: bigint;
  currency: string;
  ratingMilli: number;
  ratingCount: number;
  channels: string[];
  languages: { language: string; level: string; name?: string }[];
  tools: { tool: string; level: number }[];
}

export function AgentFacts({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const { locale } = useReader();
  return (
    <Card title={t("public.facts")}>
      <Facts
        items={[
          { label: t("form.hourlyRate"), value: <MoneyText value={money(agent.hourlyRate, agent.currency)} /> },
          { label: t("public.rating"), value: <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} /> },
          {
            label: t("public.country"),
            value: (
              <>
                {countryName(locale, agent.country)}
                {isPayable(agent.country) ? null : <span className="text-marigold"> ({t("profile.notYet")})</span>}
              </>
            ),
          },
          {
            label: t("form.languages"),
            value: agent.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`).join(", "),
          },
          { label: t("form.tools"), value: agent.tools.map((one) => `${toolName(one.tool)} ${one.level}/5`).join(", ") || "–" },
          { label: t("form.channels"), value: agent.channels.map((one) => t(`channels.${one}`)).join(", ") },
        ]}
      />
    </Card>
  );
}
