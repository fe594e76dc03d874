import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { ownApplication } from "#app/domain/hiring/applications.server.ts";
import { askAboutRank } from "#app/domain/matching/ask-about-rank.server.ts";
import { rankAudit } from "#app/domain/matching/rank-audit.server.ts";
import { askAboutRankInput } from "#app/domain/matching/rank-question.ts";
import { ownRankQuestions } from "#app/domain/matching/rank-questions.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { RankAuditPage } from "#app/ui/matching/rank-audit.tsx";
import { AskAboutRank } from "#app/ui/matching/rank-question.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:audit.own");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, agentId } = requireAgent(context);
  const roleId = id(params.roleId);
  const known = (await ownApplication(context.db, roleId, agentId)) !== null;
  const asking = { actor, now: context.now() };
  const { audit } = await rankAudit(context.db, { roleId, agentId, known }, asking, context.matcher);
  return { audit, asked: await ownRankQuestions(context.db, { roleId, agentId }) };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor, agentId } = requireAgent(context);
  const roleId = id(params.roleId);
  const form = await readForm(request, context, askAboutRankInput);
  if (!form.ok) return form.reply;
  const known = (await ownApplication(context.db, roleId, agentId)) !== null;
  const asked = await context.db.transaction((tx) =>
    askAboutRank(tx, { roleId, agentId, known, ...form.value }, contextOf(actor, context), context.matcher),
  );
  return redirect(`/agent/rank-questions/${asked.id}`);
});

export default function OwnRank() {
  const { audit, asked } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  return (
    <RankAuditPage
      audit={audit}
      title={t("audit.own")}
      subtitle={audit.roleTitle}
      back={{ to: `/agent/roles/${audit.roleId}`, label: audit.roleTitle }}
    >
      <AskAboutRank asked={asked} />
    </RankAuditPage>
  );
}
