import { useTranslation } from "react-i18next";
import { commonLanguages } from "#app/domain/agents/languages.ts";
import { toolKind, toolKinds, toolName, toolSlugs } from "#app/domain/agents/tools.ts";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";

interface Option {
  value: string;
  label: string;
}

/** The common languages by their names, and those of `rare` that are not among them. */
export function useLanguageOptions(rare: Option[]): Option[] {
  const { locale } = useReader();
  return [
    ...commonLanguages.map((code) => ({ value: code, label: languageName(locale, code) })),
    ...rare.filter(
      (one, i) => !commonLanguages.includes(one.value) && rare.findIndex((other) => other.value === one.value) === i,
    ),
  ].sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** All tools under what they are for. */
export function useToolOptions(): (Option & { group: string })[] {
  const { t } = useTranslation("agents");
  return [...toolSlugs]
    .sort((a, b) => toolKinds.indexOf(toolKind(a)) - toolKinds.indexOf(toolKind(b)) || toolName(a).localeCompare(toolName(b)))
    .map((slug) => ({ value: slug, label: toolName(slug), group: t(`toolKinds.${toolKind(slug)}`) }));
}
