import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { rankAudit } from "#app/domain/matching/rank-audit.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { RankAuditPage } from "#app/ui/matching/rank-audit.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:audit.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "operator");
  const asked = { roleId: id(params.roleId), agentId: id(params.agentId) };
  const { audit, agentName } = await rankAudit(context.db, asked, { actor, now: context.now() }, context.matcher);
  return { audit, agentName };
});

export default function RankForOperators() {
  const { audit, agentName } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  return (
    <RankAuditPage
      audit={audit}
      title={t("audit.title")}
      subtitle={`${agentName} · ${audit.roleTitle}`}
      pageOf={(other) => `/desk/rank/${audit.roleId}/${other}`}
    />
  );
}
