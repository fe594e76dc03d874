import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form, Hidden, TextField } from "#app/ui/kit/form.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

interface Member {
  agentId: string;
  name: string;
}

function Ids({ members }: { members: Member[] }) {
  return members.map((one) => <input key={one.agentId} type="hidden" name="agentIds" value={one.agentId} />);
}

/** All of the team at once, one invitation each. @param already members in talk about the role, who are left as they are */
export function InviteTeam({ members, already }: { members: Member[]; already: number }) {
  const { t } = useTranslation("matching");
  const count = members.length - already;
  if (count === 0) return <p className="text-soft text-sm">{t("teams.invite.allInTalk")}</p>;
  return (
    <Form intent="invite" about={{ name: "who", value: "all" }}>
      <Ids members={members} />
      <ConfirmDialog trigger={t("teams.invite.title")} title={t("teams.invite.title")}>
        <p className="max-w-prose text-sm">
          {t("teams.invite.text", { count })} {already > 0 ? t("teams.invite.already", { count: already }) : null}
        </p>
        <TextField name="note" label={t("teams.invite.note")} maxLength={2000} />
        <div>
          <Button>{t("teams.invite.confirm")}</Button>
        </div>
      </ConfirmDialog>
    </Form>
  );
}

/** Advice to begin with one or two people on one channel. */
export function PilotCard({ members, channel, mayInvite }: { members: Member[]; channel?: string; mayInvite: boolean }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const names = new Intl.ListFormat(locale).format(members.map((one) => one.name));
  return (
    <Card title={t("teams.pilot.title")} tone="sunken">
      <p className="max-w-3xl text-sm">
        {t("teams.pilot.text", { names, channel: channel ? t(`agents:channels.${channel}`) : "–" })}
      </p>
      {mayInvite ? (
        <Form intent="invite" about={{ name: "who", value: "pilot" }}>
          <Ids members={members} />
          <Hidden name="note" value="" />
          <Button variant="secondary">{t("teams.pilot.invite")}</Button>
        </Form>
      ) : null}
    </Card>
  );
}
