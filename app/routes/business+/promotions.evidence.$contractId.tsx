import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { standings } from "#app/domain/reviews/standing.server.ts";
import { enterEvidence } from "#app/domain/tiers/enter-evidence.server.ts";
import { BAR, BAR_VERSION } from "#app/domain/tiers/evaluate-tier.ts";
import { evidenceInput, SAMPLE_PASSES } from "#app/domain/tiers/promotion.ts";
import { evidenceOf } from "#app/domain/tiers/promotions.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, RadioCards, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { BarChecklist } from "#app/ui/tiers/bar-checklist.tsx";
import { EvidenceList } from "#app/ui/tiers/evidence-list.tsx";

export const meta = pageTitle("tiers:evidence.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const { contract, agentName } = await contractOf(context.db, id(params.contractId), actor);
  const [[standing], evidence] = await Promise.all([
    standings(context.db, { contractId: contract.id }, context.now(), actor),
    evidenceOf(context.db, contract.id),
  ]);
  return {
    contract: { id: contract.id, title: contract.title },
    agentName,
    standing: standing ?? null,
    evidence,
    formId: newId(),
    mayEnter: may(actor, "tiers.decide", contract),
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const { contract } = await contractOf(context.db, id(params.contractId), actor);
  const form = await readForm(request, context, evidenceInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => enterEvidence(tx, { ...form.value, contractId: contract.id }, contextOf(actor, context)));
  return redirect(`/business/promotions/evidence/${contract.id}`);
});

export default function Evidence() {
  const { contract, agentName, standing, evidence, formId, mayEnter } = useLoaderData<typeof loader>();
  const { t } = useTranslation("tiers");
  return (
    <Page
      title={t("evidence.of", { name: agentName })}
      subtitle={contract.title}
      state={standing ? <Badge tone="indigo">{t(`agents:tiers.${standing.tier}`)}</Badge> : undefined}
      back={{ to: `/business/contracts/${contract.id}`, label: agentName }}
      aside={
        <Card title={t("evidence.title")}>
          <EvidenceList evidence={evidence} />
        </Card>
      }
    >
      {standing && mayEnter ? (
        <Card title={t("evidence.enter")}>
          <Form key={formId} className="grid gap-4">
            <Hidden name="id" value={formId} />
            <RadioCards
              name="kind"
              legend={t("evidence.kind")}
              defaultValue="qa-score"
              options={[
                {
                  value: "qa-score",
                  label: t("evidence.kinds.qa-score"),
                  description: t("evidence.qaHint", { needed: BAR.qaScore }),
                },
                {
                  value: "work-sample",
                  label: t("evidence.kinds.work-sample"),
                  description: t("evidence.sampleHint", { needed: SAMPLE_PASSES }),
                },
              ]}
            />
            <TextField
              name="score"
              inputMode="numeric"
              label={t("evidence.score")}
              suffix={t("evidence.suffix")}
              className="max-w-60"
              required
            />
            <TextArea name="note" label={t("evidence.note")} hint={t("evidence.noteHint")} rows={3} maxLength={1000} />
            <p className="text-soft text-sm">{t("evidence.seen", { name: agentName })}</p>
            <div>
              <Button>{t("evidence.save")}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {standing && !mayEnter ? <Notice>{t("evidence.readOnly")}</Notice> : null}
      {standing ? (
        <Card title={t("own.bar")}>
          <p className="text-soft text-sm">{t("own.version", { version: BAR_VERSION })}</p>
          <BarChecklist verdict={standing.verdict} />
        </Card>
      ) : (
        <Notice>{t("errors.ended")}</Notice>
      )}
    </Page>
  );
}
