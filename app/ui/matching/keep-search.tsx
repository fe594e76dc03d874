import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form, Hidden, TextField } from "#app/ui/kit/form.tsx";

/** Keeps what is looked for under a name. @param id made with the page, so that a double click keeps one */
export function KeepSearch({ id, query, suggested }: { id: string; query: string; suggested: string }) {
  const { t } = useTranslation("matching");
  return (
    <ConfirmDialog trigger={t("saved.keep")} title={t("saved.keepTitle")}>
      <Form intent="save" className="flex flex-wrap items-end gap-2">
        <Hidden name="id" value={id} />
        <Hidden name="query" value={query} />
        <TextField name="name" label={t("saved.name")} defaultValue={suggested} maxLength={80} required />
        <Button>{t("saved.keep")}</Button>
      </Form>
    </ConfirmDialog>
  );
}
