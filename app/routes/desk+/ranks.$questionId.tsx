import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { answerRankQuestion } from "#app/domain/matching/answer-rank-question.server.ts";
import { answerRankQuestionInput, outcomes } from "#app/domain/matching/rank-question.ts";
import { rankQuestion } from "#app/domain/matching/rank-questions.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, RadioCards, TextArea } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { RankAuditDetail } from "#app/ui/matching/rank-audit.tsx";
import { RankQuestionBadge, RankQuestionWords } from "#app/ui/matching/rank-question.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:ask.page");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "operator");
  const asked = await rankQuestion(context.db, id(params.questionId), actor);
  return { ...asked, overdue: asked.state === "open" && asked.dueAt < context.now() };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "operator");
  const questionId = id(params.questionId);
  const form = await readForm(request, context, answerRankQuestionInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => answerRankQuestion(tx, { questionId, ...form.value }, contextOf(actor, context)));
  return redirect(`/desk/ranks/${questionId}`);
});

export default function RankQuestionForOperators() {
  const { audit, answeredBy, ...asked } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  return (
    <Page
      title={t("ask.page")}
      subtitle={`${asked.agentName} · ${asked.roleTitle} · ${asked.businessName}`}
      state={<RankQuestionBadge {...asked} />}
      back={{ to: "/desk/ranks", label: t("ask.queue") }}
      actions={
        <LinkButton to={`/desk/rank/${asked.roleId}/${asked.agentId}`} variant="secondary">
          {t("ask.asItStands")}
        </LinkButton>
      }
    >
      <RankQuestionWords asked={asked} by={answeredBy} />
      {asked.state === "open" ? (
        <Card title={t("ask.answer")}>
          <Form className="grid max-w-3xl gap-3">
            <RadioCards
              name="outcome"
              legend={t("ask.outcome")}
              options={outcomes.map((one) => ({
                value: one,
                label: t(`ask.outcomes.${one}`),
                description: t(`ask.outcomeHints.${one}`),
              }))}
            />
            <TextArea name="answer" label={t("ask.words")} hint={t("ask.wordsHint")} maxLength={2000} required />
            <div>
              <Button>{t("ask.reply")}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      <h2 className="font-semibold text-lg">{t("ask.asItStood")}</h2>
      <RankAuditDetail audit={audit} />
    </Page>
  );
}
