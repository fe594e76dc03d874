import { ownApplication } from "#app/domain/hiring/applications.server.ts";
import { rankAudit } from "#app/domain/matching/rank-audit.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";

/** How a rank came to be, for whoever may open its page, with what that page shows them: half-hours, cents and UTC instants. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  const [roleId, agentId] = [id(params.roleId), id(params.agentId)];
  const known = actor.kind === "agent" && (await ownApplication(context.db, roleId, actor.userId)) !== null;
  const asking = { actor, now: context.now() };
  const { audit } = await rankAudit(context.db, { roleId, agentId, known }, asking, context.matcher);
  return new Response(JSON.stringify(audit, null, 2), {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="rank-${audit.at.slice(0, 10)}.json"`,
      "Cache-Control": "private, no-store",
    },
  });
});
