import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { addCaseNote } from "#app/domain/reconciliation/add-case-note.server.ts";
import { assignCase } from "#app/domain/reconciliation/assign-case.server.ts";
import { assignCaseInput, caseNoteInput, correctionInput, explainCaseInput } from "#app/domain/reconciliation/case.ts";
import { caseById } from "#app/domain/reconciliation/cases.server.ts";
import { explainCase } from "#app/domain/reconciliation/explain-case.server.ts";
import { correctCase } from "#app/domain/reconciliation/post-correction.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, SelectField, TextArea } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { CaseBadge } from "#app/ui/reconciliation/badges.tsx";
import { CaseClosing } from "#app/ui/reconciliation/case-closing.tsx";
import { CaseFacts } from "#app/ui/reconciliation/case-facts.tsx";
import { PostingList } from "#app/ui/reconciliation/posting-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:case.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return { ...(await caseById(context.db, id(params.caseId), actor)), me: actor.userId, now: context.now() };
});

export const action = actionOf(async ({ context, request, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const caseId = id(params.caseId);
  const [here, by] = [`/desk/finance/cases/${caseId}`, contextOf(actor, context)];
  const intent = (await request.clone().formData()).get("intent");
  if (intent === "assign") {
    const form = await readForm(request, context, assignCaseInput);
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => assignCase(tx, { caseId, ...form.value }, by));
  } else if (intent === "note") {
    const form = await readForm(request, context, caseNoteInput);
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => addCaseNote(tx, { caseId, ...form.value }, by));
  } else if (intent === "explain") {
    const form = await readForm(request, context, explainCaseInput);
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => explainCase(tx, { caseId, ...form.value }, by));
  } else {
    const { case: found } = await caseById(context.db, caseId, actor);
    const form = await readForm(request, context, correctionInput(found.currency));
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => correctCase(tx, { caseId, ...form.value }, by));
  }
  return redirect(here);
});

export default function ReconciliationCase() {
  const { case: one, notes, people, postings, waiting, me, now } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  return (
    <Page
      title={t(`classes.${one.class}.name`)}
      state={<CaseBadge state={one.state} />}
      subtitle={t(`classes.${one.class}.meaning`)}
      back={{ to: "/desk/finance/cases", label: t("cases.title") }}
      aside={
        <>
          <CaseFacts one={one} now={now} />
          <Card title={t("cases.owner")}>
            <Form intent="assign" className="grid gap-3">
              <SelectField
                name="ownerId"
                label={t("case.assignTo")}
                defaultValue={one.ownerId ?? ""}
                options={[
                  { value: "", label: t("cases.nobody") },
                  ...people.map(({ id: value, name }) => ({ value, label: value === me ? t("case.me", { name }) : name })),
                ]}
              />
              <Button variant="secondary">{t("case.assign")}</Button>
            </Form>
          </Card>
        </>
      }
    >
      <CaseClosing one={one} waiting={waiting} />
      <PostingList postings={postings} />
      <Card title={t("case.notes")}>
        {notes.length === 0 ? <p className="text-soft text-sm">{t("case.noNotes")}</p> : null}
        <ol className="grid gap-3">
          {notes.map((note) => (
            <li key={note.id} className="border-line border-l-2 pl-3 text-sm">
              <p className="whitespace-pre-wrap break-words">{note.text}</p>
              <p className="text-soft text-xs">
                {note.author}, <When at={note.writtenAt} />
              </p>
            </li>
          ))}
        </ol>
        <Form intent="note" className="mt-4 grid gap-3">
          <TextArea name="text" label={t("case.newNote")} required maxLength={2000} />
          <div>
            <Button variant="secondary">{t("case.addNote")}</Button>
          </div>
        </Form>
      </Card>
    </Page>
  );
}
