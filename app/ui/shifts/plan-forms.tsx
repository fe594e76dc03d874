import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { CheckboxField, Form, Hidden } from "#app/ui/kit/form.tsx";
import { ShiftFields } from "./shift-fields.tsx";

interface OfWeek {
  roleId: string;
  week: string;
}

function WeekForm({ intent, roleId, week, children }: OfWeek & { intent: string; children: React.ReactNode }) {
  return (
    <Form intent={intent}>
      <Hidden name="roleId" value={roleId} />
      <Hidden name="week" value={week} />
      {children}
    </Form>
  );
}

/** What a planner does with a week: propose, publish, offer what is missing, start anew. */
export function PlanActions({ drafts, missing, ...of }: OfWeek & { drafts: number; missing: boolean }) {
  const { t } = useTranslation("shifts");
  return (
    <div className="flex flex-wrap items-start gap-2">
      {drafts > 0 ? (
        <WeekForm intent="publish" {...of}>
          <Button>{t("plan.publish", { number: drafts })}</Button>
        </WeekForm>
      ) : null}
      {missing ? (
        <>
          <WeekForm intent="plan" {...of}>
            <Button variant={drafts > 0 ? "secondary" : "primary"}>{t("plan.propose")}</Button>
          </WeekForm>
          <WeekForm intent="offerGaps" {...of}>
            <ConfirmDialog trigger={t("plan.offer")} title={t("plan.offerTitle")}>
              <p className="max-w-prose text-sm">{t("plan.offerText")}</p>
              <div>
                <Button variant="secondary">{t("plan.offerConfirm")}</Button>
              </div>
            </ConfirmDialog>
          </WeekForm>
        </>
      ) : null}
      {drafts > 0 ? (
        <WeekForm intent="discard" {...of}>
          <ConfirmDialog
            trigger={t("plan.discard")}
            title={t("plan.discardTitle", { number: drafts })}
            confirmLabel={t("plan.discardConfirm")}
          >
            <p className="max-w-prose text-sm">{t("plan.discardText")}</p>
          </ConfirmDialog>
        </WeekForm>
      ) : null}
    </div>
  );
}

export function AddShift({ team, zone, day }: { team: { contractId: string; agentName: string }[]; zone: string; day: string }) {
  const { t } = useTranslation("shifts");
  return (
    <Form intent="add" className="grid gap-4">
      <ShiftFields team={team} zone={zone} defaults={{ day, from: "09:00", to: "13:00" }} />
      <div>
        <Button variant="secondary">{t("add.action")}</Button>
      </div>
    </Form>
  );
}

export function SwapSetting({ needed }: { needed: boolean }) {
  const { t } = useTranslation("shifts");
  return (
    <Form intent="settings" className="grid justify-items-start gap-3">
      <CheckboxField
        name="swapsNeedApproval"
        label={t("settings.approval")}
        hint={t("settings.approvalHint")}
        defaultChecked={needed}
      />
      <Button variant="secondary" size="sm">
        {t("settings.save")}
      </Button>
    </Form>
  );
}
