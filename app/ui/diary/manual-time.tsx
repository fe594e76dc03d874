import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, Hidden, SelectField, TextField } from "#app/ui/kit/form.tsx";

/** Time written down by hand, only for contracts that allow it. */
export function ManualTime({
  contracts,
  formId,
  today,
  zone,
  open,
}: {
  contracts: { id: string; title: string; businessName: string }[];
  formId: string;
  today: string;
  zone: string;
  open: boolean;
}) {
  const { t } = useTranslation("diary");
  return (
    <details open={open}>
      <summary className="w-fit cursor-pointer py-2 text-accent text-sm">{t("manual.title")}</summary>
      <Form className="grid gap-3 rounded-lg border border-line bg-raised p-4">
        <p className="text-soft text-sm">{t("manual.text", { zone })}</p>
        <Hidden name="id" value={formId} />
        <SelectField
          name="contractId"
          label={t("tracker.contract")}
          options={contracts.map((one) => ({ value: one.id, label: `${one.businessName} · ${one.title}` }))}
          required
        />
        <div className="grid gap-3 sm:grid-cols-3">
          <TextField name="day" type="date" label={t("manual.day")} defaultValue={today} max={today} required />
          <TextField name="from" type="time" label={t("manual.from")} required />
          <TextField name="to" type="time" label={t("manual.to")} required />
        </div>
        <TextField name="memo" label={t("memo")} hint={t("manual.memoHint")} maxLength={300} required />
        <div>
          <Button name="intent" value="manual" variant="secondary">
            {t("manual.action")}
          </Button>
        </div>
      </Form>
    </details>
  );
}
