import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { rankAudit } from "#app/domain/matching/rank-audit.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { RankAuditPage } from "#app/ui/matching/rank-audit.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:audit.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const asked = { roleId: id(params.roleId), agentId: id(params.agentId) };
  const { audit, agentName } = await rankAudit(context.db, asked, { actor, now: context.now() }, context.matcher);
  return { audit, agentName };
});

export default function RankOfAgent() {
  const { audit, agentName } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  return (
    <RankAuditPage
      audit={audit}
      title={t("audit.title")}
      subtitle={`${agentName} · ${audit.roleTitle}`}
      back={{ to: `/business/roles/${audit.roleId}/matches`, label: t("title") }}
      pageOf={(other) => `/business/roles/${audit.roleId}/rank/${other}`}
    />
  );
}
