import { useTranslation } from "react-i18next";
import { SelectField, TextField } from "#app/ui/kit/form.tsx";

/** Who, which day, from when to when on the role's clock. */
export function ShiftFields({
  team,
  zone,
  defaults,
  keep,
}: {
  team: { contractId: string; agentName: string }[];
  zone: string;
  defaults: { day: string; from: string; to: string; note?: string; contractId?: string };
  /** What choosing nobody means, where that may be. */
  keep?: string;
}) {
  const { t } = useTranslation("shifts");
  return (
    <>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10.5rem,1fr))] gap-4">
        <SelectField
          name="contractId"
          label={t("fields.who")}
          options={team.map((one) => ({ value: one.contractId, label: one.agentName }))}
          placeholder={keep}
          defaultValue={defaults.contractId ?? (keep === undefined ? team[0]?.contractId : "")}
        />
        <TextField name="day" type="date" label={t("fields.day")} defaultValue={defaults.day} required />
        <TextField name="from" type="time" label={t("fields.from")} defaultValue={defaults.from} required />
        <TextField name="to" type="time" label={t("fields.to")} defaultValue={defaults.to} required />
      </div>
      <p className="text-soft text-sm">{t("fields.hint", { zone })}</p>
      <TextField name="note" label={t("fields.note")} defaultValue={defaults.note ?? ""} maxLength={200} />
    </>
  );
}
