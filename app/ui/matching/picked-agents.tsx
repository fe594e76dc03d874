import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";

/** The form that the list's boxes belong to. */
const PICKED = "picked";

/** A box in the list: picked agents are compared or invited together. */
export function PickBox({ agentId, name }: { agentId: string; name: string }) {
  const { t } = useTranslation("matching");
  return (
    <input
      type="checkbox"
      form={PICKED}
      name="agentIds"
      value={agentId}
      aria-label={t("picked.pick", { name })}
      className="mt-1.5 size-5 shrink-0 accent-[var(--accent)]"
    />
  );
}

/** What can be done with the agents whose boxes are ticked. Works without JavaScript: the boxes belong to this form. */
export function PickedAgents({ mayInvite }: { mayInvite: boolean }) {
  const { t } = useTranslation("matching");
  return (
    <Card tone="sunken" title={t("picked.title")}>
      <Form id={PICKED} intent="picked" className="grid gap-3">
        {mayInvite ? <TextField name="note" label={t("picked.note")} maxLength={2000} /> : null}
        <div className="flex flex-wrap gap-2">
          {mayInvite ? (
            <Button name="act" value="invite">
              {t("picked.invite")}
            </Button>
          ) : null}
          <Button name="act" value="compare" variant="secondary">
            {t("picked.compare")}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
