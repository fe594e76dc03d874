import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { ownMetrics, teamMetrics } from "#app/domain/diary/agent-metrics.server.ts";
import { figureNames } from "#app/domain/helpdesks/metrics.ts";
import type { Adherence } from "#app/domain/shifts/adherence.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireAgent, requireMember, requireViewer } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";

/** A week's figures, a row a contract: of a business's team or of an agent's own. Times in seconds, shares in per cent, empty where nothing is to be measured. */
export const loader = loaderOf(async ({ context, url }) => {
  const { viewer, actor } = requireViewer(context);
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : weekOf(context.now());
  const { lines } =
    viewer.kind === "agent"
      ? await own(requireAgent(context), context.db, week)
      : await team(requireMember(context), context.db, week);
  const side =
    viewer.kind === "agent" ? { agentId: requireAgent(context).agentId } : { businessId: requireMember(context).businessId };
  const adherence = new Map(
    (await adherenceOfWeek(context.db, side, week, context.now(), actor)).map((one) => [one.contractId, one]),
  );
  const names = figureNames.flatMap((name) => [`${name}${units[name] ?? ""}`, `${name}_events`]);
  return csvReply(
    `metrics-${week}.csv`,
    ["week", "contract_id", "agent", "contract", "worked_seconds", "with_ticket_seconds", ...shares, ...names],
    lines.map(({ contractId, agentName, title, now }) => [
      week,
      contractId,
      agentName,
      title,
      now.workedSeconds,
      round(now.handledSeconds),
      ...sharesIn(adherence.get(contractId)),
      ...figureNames.flatMap((name) => [round(now[name].value), now[name].counted]),
    ]),
  );
});

const shares = ["planned_minutes", "worked_in_shifts_minutes", "worked_minutes", "adherence_percent", "conformance_percent"];
/** Empty without shifts. Per cent with one decimal, rounded down. */
const sharesIn = (one: Adherence | undefined) =>
  one
    ? [
        one.planned,
        one.inside,
        one.worked,
        ...[one.adherence, one.conformance].map((share) => (share === null ? null : share / 10)),
      ]
    : shares.map(() => null);

const units: Partial<Record<(typeof figureNames)[number], string>> = {
  firstResponse: "_seconds",
  handleTime: "_seconds",
  csat: "_percent",
  occupancy: "_percent",
};
const round = (value: number | null) => (value === null ? null : Math.round(value * 100) / 100);

type Db = Parameters<typeof teamMetrics>[0];
const own = ({ agentId, actor }: ReturnType<typeof requireAgent>, db: Db, week: string) =>
  ownMetrics(db, { agentId, week }, actor);
const team = ({ businessId, actor }: ReturnType<typeof requireMember>, db: Db, week: string) =>
  teamMetrics(db, { businessId, week }, actor);
