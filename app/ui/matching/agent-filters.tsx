import { useTranslation } from "react-i18next";
import { cefr } from "#app/domain/agents/languages.ts";
import { tiers } from "#app/domain/agents/profile.ts";
import type { AgentQuery } from "#app/domain/matching/agent-search.ts";
import { settlementCurrencies } from "#app/kernel/money.ts";
import { useLanguageOptions, useToolOptions } from "#app/ui/agents/skill-options.ts";
import { SelectField, TextField } from "#app/ui/kit/form.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";

/** Words and filters of a search for agents; all of it stands in the address. */
export function AgentFilters({ query }: { query: AgentQuery }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const languages = useLanguageOptions(
    query.language ? [{ value: query.language, label: languageName(locale, query.language) }] : [],
  );
  const tools = useToolOptions();
  return (
    <SearchBar
      key={JSON.stringify(query)}
      placeholder={t("search.words")}
      filters={
        <div className="order-last grid w-full grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-6">
          <SelectField
            name="language"
            label={t("search.language")}
            placeholder={t("search.any")}
            options={languages}
            defaultValue={query.language ?? ""}
          />
          <SelectField
            name="level"
            label={t("search.level")}
            options={cefr.map((level) => ({ value: level, label: level }))}
            defaultValue={query.level}
          />
          <SelectField
            name="tool"
            label={t("search.tool")}
            placeholder={t("search.any")}
            options={tools}
            defaultValue={query.tool ?? ""}
          />
          <SelectField
            name="tier"
            label={t("search.tier")}
            options={tiers.map((tier) => ({ value: tier, label: t(`agents:tiers.${tier}`) }))}
            defaultValue={query.tier}
          />
          <TextField name="rate" inputMode="decimal" label={t("search.rate")} defaultValue={query.rate} />
          <SelectField
            name="currency"
            label={t("search.currency")}
            options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
            defaultValue={query.currency}
          />
        </div>
      }
    />
  );
}
