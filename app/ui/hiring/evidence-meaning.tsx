import { useTranslation } from "react-i18next";
import { type EvidenceLevel, evidenceLevels } from "#app/domain/hiring/evidence-level.ts";
import { RadioCards } from "#app/ui/kit/form.tsx";

/** What each level adds to the time itself. An unblurred picture takes the place of a blurred one. */
const added: Record<EvidenceLevel, EvidenceLevel[]> = {
  none: ["none"],
  tickets: ["tickets"],
  blurred: ["tickets", "blurred"],
  pictures: ["tickets", "pictures"],
};

/** In plain words what is recorded at a level, and what never is. */
export function EvidenceMeaning({ level }: { level: EvidenceLevel }) {
  const { t } = useTranslation("hiring");
  return (
    <ul className="grid list-disc gap-1 pl-5 text-sm">
      <li>{t("evidence.time")}</li>
      {added[level].map((one) => (
        <li key={one}>{t(`evidence.means.${one}`)}</li>
      ))}
      <li>{t("evidence.activity")}</li>
      <li>{t("evidence.idle")}</li>
      <li>{t("evidence.seen")}</li>
      <li>{t("evidence.never")}</li>
    </ul>
  );
}

/** The choice of a level, with what each of them means. */
export function EvidenceChoice({ chosen }: { chosen: EvidenceLevel }) {
  const { t } = useTranslation("hiring");
  return (
    <RadioCards
      name="evidenceLevel"
      legend={t("evidence.label")}
      defaultValue={chosen}
      options={evidenceLevels.map((value) => ({
        value,
        label: t(`evidence.levels.${value}`),
        description: added[value].map((one) => t(`evidence.means.${one}`)).join(" "),
      }))}
    />
  );
}
