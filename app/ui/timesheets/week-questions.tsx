import { useTranslation } from "react-i18next";
import type { WeekPapers } from "#app/domain/timesheets/week-papers.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, TextArea } from "#app/ui/kit/form.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { NamedTimes } from "./named-times.tsx";

interface Props {
  questions: WeekPapers["questions"];
  side: "agent" | "business";
  maySay: boolean;
  /** Made by the loader: the same form sent twice is once. */
  formId: string;
}

/** What the business asked about segments, and what was said; either side may go on. */
export function WeekQuestions({ questions, side, maySay, formId }: Props) {
  const { t } = useTranslation("timesheets");
  if (questions.length === 0) return null;
  return (
    <Card title={t("questions.title")}>
      <p className="text-soft text-sm">{t("questions.text")}</p>
      <ol className="grid gap-4">
        {questions.map((question) => (
          <li key={question.id} id={`question-${question.id}`} className="grid gap-2 border-accent border-l-2 pl-3 text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={question.answered ? "green" : "marigold"}>
                {t(question.answered ? "questions.answered" : "questions.open")}
              </Badge>
              <NamedTimes segments={question.segments} />
            </p>
            <ol className="grid gap-2">
              {question.words.map((said) => (
                <li key={said.id} className={`rounded-lg px-3 py-2 ${said.side === side ? "bg-accent-soft" : "bg-sunken"}`}>
                  <p className="flex flex-wrap gap-x-2 text-soft text-xs">
                    <span className="font-medium">{said.author}</span> <When at={said.writtenAt} />
                  </p>
                  <p className="whitespace-pre-line break-words">{said.words}</p>
                </li>
              ))}
            </ol>
            {maySay ? (
              <Form intent="say" className="grid gap-2" key={question.words.length}>
                <Hidden name="questionId" value={question.id} />
                <Hidden name="formId" value={formId} />
                <TextArea
                  name="words"
                  label={t(side === "agent" ? "questions.answer" : "questions.askAgain")}
                  rows={2}
                  maxLength={1000}
                  required
                />
                <div>
                  <Button size="sm" variant="secondary">
                    {t("questions.send")}
                  </Button>
                </div>
              </Form>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
