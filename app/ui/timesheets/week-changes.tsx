import { useTranslation } from "react-i18next";
import type { WeekChangeState } from "#app/domain/timesheets/week-change.ts";
import type { WeekPapers } from "#app/domain/timesheets/week-papers.ts";
import { money } from "#app/kernel/money.ts";
import { addDays, startOfWeek } from "#app/kernel/time.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Form, Hidden, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { NamedTimes } from "./named-times.tsx";

const tones: Record<WeekChangeState, Tone> = { proposed: "marigold", accepted: "green", declined: "red", withdrawn: "neutral" };

interface Props {
  side: "agent" | "business";
  week: string;
  currency: string;
  changes: WeekPapers["changes"];
  /** Whether the reader acts for their side. */
  mayAct: boolean;
  mayAdd: boolean;
  /** When the week became final; null while it is not. */
  finalSince: Date | null;
  finalAt: Date | null;
  formId: string;
}

/** The amendments of a closed week, oldest first: who proposed what and why, who answered, what came of it. And the way to propose one. */
export function WeekChanges({ side, week, currency, changes, mayAct, mayAdd, finalSince, finalAt, formId }: Props) {
  const { t } = useTranslation("timesheets");
  if (changes.length === 0 && !mayAct) return null;
  return (
    <Card title={t("changes.title")}>
      <p className="text-soft text-sm">
        {t("changes.text")}{" "}
        {finalSince ? (
          <>
            {t("changes.final")} <When at={finalSince} format="date" />
          </>
        ) : finalAt ? (
          <>
            {t("changes.finalAt")} <When at={finalAt} format="date" />
          </>
        ) : null}
      </p>
      {changes.length > 0 ? (
        <ol className="grid gap-4">
          {changes.map((one) => (
            <li key={one.id} className="grid gap-1 border-line-strong border-l-2 pl-3 text-sm">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {t(`changes.kinds.${one.kind}`)} <Minutes value={one.minutes} />
                <Badge tone={tones[one.state]}>{t(`changes.states.${one.state}`)}</Badge>
              </p>
              <p>
                {one.fromAt && one.toAt ? (
                  <NamedTimes
                    segments={[
                      { id: one.id, startedAt: one.fromAt, minutes: (one.toAt.getTime() - one.fromAt.getTime()) / 60_000 },
                    ]}
                  />
                ) : (
                  <NamedTimes segments={one.segments} />
                )}
              </p>
              <blockquote className="break-words text-soft">{one.reason}</blockquote>
              <p className="text-soft text-xs">
                {t("changes.proposedBy", { name: one.proposedBy })} <When at={one.proposedAt} />
                {one.answeredBy && one.answeredAt ? (
                  <>
                    {" · "}
                    {t(`changes.answeredBy.${one.state as "accepted" | "declined" | "withdrawn"}`, { name: one.answeredBy })}{" "}
                    <When at={one.answeredAt} />
                  </>
                ) : null}
              </p>
              {one.answer ? <blockquote className="break-words text-soft">{one.answer}</blockquote> : null}
              {one.state === "accepted" ? (
                <p>
                  {one.givenBack !== null ? (
                    <>
                      {t("changes.givenBack")} <MoneyText value={money(one.givenBack, currency)} />
                    </>
                  ) : (
                    t(`changes.then.${one.kind}`)
                  )}
                </p>
              ) : null}
              {one.state === "proposed" && mayAct ? (
                <div className="flex flex-wrap gap-2">
                  {(one.proposedSide === side ? (["withdraw"] as const) : (["accept", "decline"] as const)).map((intent) => (
                    <Form key={intent} intent={intent}>
                      <Hidden name="weekChangeId" value={one.id} />
                      <Button size="sm" variant={intent === "accept" ? "primary" : "secondary"}>
                        {t(`changes.${intent}`)}
                      </Button>
                    </Form>
                  ))}
                </div>
              ) : null}
            </li>
          ))}
        </ol>
      ) : null}
      {mayAct && mayAdd && !finalSince ? (
        <details>
          <summary className="w-fit cursor-pointer text-accent text-sm">{t("changes.add")}</summary>
          <Form intent="addTime" className="mt-2 grid gap-3">
            <Hidden name="formId" value={formId} />
            <p className="text-soft text-sm">{t("changes.addText")}</p>
            <div className="grid gap-3 sm:grid-cols-2">
              {(["from", "to"] as const).map((name) => (
                <TextField
                  key={name}
                  name={name}
                  type="datetime-local"
                  label={t(`changes.${name}`)}
                  min={`${week}T00:00`}
                  max={addDays(startOfWeek(week), 7).toISOString().slice(0, 16)}
                  required
                />
              ))}
            </div>
            <TextArea name="reason" label={t("changes.reason")} rows={2} maxLength={500} required />
            <div>
              <Button variant="secondary">{t("changes.propose")}</Button>
            </div>
          </Form>
        </details>
      ) : null}
    </Card>
  );
}
