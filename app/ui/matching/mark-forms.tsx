import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form, Hidden, TextField } from "#app/ui/kit/form.tsx";
import { When } from "#app/ui/kit/when.tsx";

export interface MarkShown {
  mark: "shortlisted" | "hidden";
  note: string;
  by: string;
  at: Date;
}

/** Shortlist, hide with a reason, and both undone; who said it and why. */
export function MarkForms({
  agentId,
  name,
  mark,
  mayMark,
}: {
  agentId: string;
  name: string;
  mark?: MarkShown;
  mayMark: boolean;
}) {
  const { t } = useTranslation("matching");
  const about = { name: "agentId", value: agentId };
  const said = mark ? (
    <p className="text-soft text-xs">
      {t(`marks.${mark.mark}By`, { name: mark.by })} <When at={mark.at} format="date" />
      {mark.note ? `: ${mark.note}` : null}
    </p>
  ) : null;
  if (!mayMark) return said;
  return (
    <div className="grid gap-2">
      {said}
      {mark ? (
        <>
          <Form intent="mark" about={about}>
            <Hidden name="mark" value={mark.mark} />
            <ConfirmDialog trigger={t(mark.note ? "marks.changeNote" : "marks.addNote")} title={t("marks.noteTitle", { name })}>
              <TextField name="note" label={t("marks.note")} defaultValue={mark.note} maxLength={500} />
              <div>
                <Button variant="secondary">{t("marks.saveNote")}</Button>
              </div>
            </ConfirmDialog>
          </Form>
          <Form intent="mark" about={about}>
            <Hidden name="mark" value="none" />
            <Button variant="ghost" size="sm" aria-label={t(`marks.un${mark.mark}Name`, { name })}>
              {t(`marks.un${mark.mark}`)}
            </Button>
          </Form>
        </>
      ) : (
        <>
          <Form intent="mark" about={about}>
            <Hidden name="mark" value="shortlisted" />
            <Button variant="secondary" className="w-full" aria-label={t("marks.shortlistName", { name })}>
              {t("marks.shortlist")}
            </Button>
          </Form>
          <Form intent="mark" about={about}>
            <Hidden name="mark" value="hidden" />
            <ConfirmDialog trigger={t("marks.hide")} title={t("marks.hideName", { name })}>
              <p className="text-soft text-sm">{t("marks.hideText")}</p>
              <TextField name="note" label={t("marks.reason")} maxLength={500} />
              <div>
                <Button variant="secondary">{t("marks.hide")}</Button>
              </div>
            </ConfirmDialog>
          </Form>
        </>
      )}
    </div>
  );
}
