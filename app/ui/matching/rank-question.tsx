import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { RankOutcome, RankQuestionState } from "#app/domain/matching/rank-question.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { When } from "#app/ui/kit/when.tsx";

const tones: Record<RankOutcome, Tone> = { explained: "sky", "data-corrected": "green", "mistake-found": "marigold" };

interface Asked {
  id: string;
  state: RankQuestionState;
  question: string;
  askedAt: Date;
  dueAt: Date;
  outcome: RankOutcome | null;
  answeredAt: Date | null;
}

export function RankQuestionBadge({ state, outcome, overdue }: Pick<Asked, "state" | "outcome"> & { overdue?: boolean }) {
  const { t } = useTranslation("matching");
  if (outcome) return <Badge tone={tones[outcome]}>{t(`ask.outcomes.${outcome}`)}</Badge>;
  return <Badge tone={overdue ? "red" : "marigold"}>{t(overdue ? "ask.overdue" : `ask.states.${state}`)}</Badge>;
}

/** Asking a person to look at a rank, and what was asked before; one question at a time. */
export function AskAboutRank({ asked }: { asked: Asked[] }) {
  const { t } = useTranslation("matching");
  return (
    <Card title={t("ask.title")}>
      <p className="max-w-3xl text-soft text-sm">{t("ask.text")}</p>
      {asked.length > 0 ? (
        <ul className="grid gap-2 text-sm">
          {asked.map((one) => (
            <li key={one.id} className="grid gap-0.5">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Link to={`/agent/rank-questions/${one.id}`} className="font-medium text-accent underline">
                  {t("ask.askedOn")} <When at={one.askedAt} format="date" />
                </Link>
                <RankQuestionBadge {...one} />
                {one.state === "open" ? (
                  <span className="text-soft">
                    {t("ask.until")} <When at={one.dueAt} format="date" />
                  </span>
                ) : null}
              </p>
              <p className="line-clamp-2 break-words text-soft">{one.question}</p>
            </li>
          ))}
        </ul>
      ) : null}
      {asked.some((one) => one.state === "open") ? null : (
        <Form className="grid max-w-3xl gap-3">
          <TextArea name="question" label={t("ask.why")} hint={t("ask.whyHint")} maxLength={2000} required />
          <div>
            <Button variant="secondary">{t("ask.send")}</Button>
          </div>
        </Form>
      )}
    </Card>
  );
}

/** What was asked, and the answer with what was found. @param by the operator's name, for colleagues */
export function RankQuestionWords({
  asked,
  by,
}: {
  asked: Asked & { answer: string | null; agentName: string };
  by: string | null;
}) {
  const { t } = useTranslation("matching");
  return (
    <>
      <Card title={t("ask.question")}>
        <p className="text-soft text-sm">
          {asked.agentName}, <When at={asked.askedAt} />
        </p>
        <p className="max-w-3xl whitespace-pre-line break-words">{asked.question}</p>
      </Card>
      {asked.answer !== null ? (
        <Card title={t("ask.answer")} actions={<RankQuestionBadge {...asked} />}>
          <p className="text-soft text-sm">
            {by ?? t("ask.operator")}, <When at={asked.answeredAt!} />
          </p>
          <p className="max-w-3xl whitespace-pre-line break-words">{asked.answer}</p>
        </Card>
      ) : (
        <p className="text-soft text-sm">
          {t("ask.until")} <When at={asked.dueAt} />
        </p>
      )}
    </>
  );
}
