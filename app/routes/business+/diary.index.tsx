import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { teamWeek } from "#app/domain/diary/diary.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { WeekSwitch } from "#app/ui/diary/week-switch.tsx";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { AdherenceMeaning, AdherenceShare } from "#app/ui/shifts/adherence-figures.tsx";

export const meta = pageTitle("diary:team.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const now = context.now();
  const newest = weekOf(now);
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : newest;
  const [team, adherence] = await Promise.all([
    teamWeek(context.db, { businessId, week }, actor),
    adherenceOfWeek(context.db, { businessId }, week, now, actor),
  ]);
  return { week, newest, team, adherence: new Map(adherence.map((one) => [one.contractId, one])) };
});

export default function TeamDiary() {
  const { week, newest, team, adherence } = useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const { t: st } = useTranslation("shifts");
  const working = team.filter((one) => one.running !== null);
  const minutes = team.reduce((sum, one) => sum + one.minutes, 0);
  return (
    <Page title={t("team.title")} subtitle={t("team.subtitle")}>
      <LiveDiary />
      <DiaryTabs base="/business/diary" active="week" />
      {team.length === 0 ? (
        <EmptyState title={t("team.none")} action={<LinkButton to="/business/roles">{t("team.toRoles")}</LinkButton>}>
          {t("team.noneText")}
        </EmptyState>
      ) : (
        <>
          <Card title={t("team.now", { count: working.length })}>
            {working.length === 0 ? <p className="text-soft text-sm">{t("team.nobody")}</p> : null}
            <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
              {working.map((one) => (
                <li key={one.contractId}>
                  <Link
                    to={`/business/diary/${one.contractId}`}
                    className="flex items-start gap-3 rounded-lg border border-line p-3 hover:bg-sunken"
                  >
                    <Avatar id={one.agentId} name={one.agentName} />
                    <span className="min-w-0 text-sm">
                      <span className="block font-medium">{one.agentName}</span>
                      <span className="flex items-center gap-1.5 text-soft">
                        <span className={`size-3 rounded-[2px] fill-${one.running!.mode}`} aria-hidden="true" />
                        {t(`kinds.${one.running!.mode}`)} · {t("since")} <When at={one.running!.startedAt} format="time" />
                      </span>
                      <span className="block truncate text-soft">{one.running!.memo}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <WeekSwitch week={week} newest={newest} />
            <p className="flex flex-wrap items-center gap-x-4 text-sm">
              <span>
                {t("team.total")} <Minutes value={minutes} />
              </span>
              <DownloadLink href={`/resources/diary-csv?week=${week}`}>{t("views:search.csv")}</DownloadLink>
            </p>
          </div>
          <Table
            caption={t("team.title")}
            columns={[
              { key: "who", label: t("team.who") },
              { key: "state", label: t("team.state") },
              { key: "week", label: t("limit") },
              { key: "adherence", label: st("adherence.adherence"), align: "right" },
              { key: "conformance", label: st("adherence.conformance"), align: "right" },
              { key: "last", label: t("team.last") },
            ]}
          >
            {team.map((one) => (
              <Row key={one.contractId}>
                <Cell>
                  <Link
                    to={`/business/diary/${one.contractId}?week=${week}`}
                    className="block min-w-36 font-medium text-accent hover:underline"
                  >
                    {one.agentName}
                  </Link>
                  <span className="block text-faint text-xs">{one.title}</span>
                </Cell>
                <Cell>{one.running ? <Badge tone="green">{t("workingNow")}</Badge> : <Badge>{t("notWorking")}</Badge>}</Cell>
                <Cell>
                  {one.limit ? (
                    <div className="min-w-44">
                      <Meter value={one.minutes - one.over} max={one.limit} label={t("team.worked")}>
                        <Minutes value={one.minutes - one.over} /> / <Minutes value={one.limit} />
                      </Meter>
                    </div>
                  ) : (
                    <Minutes value={one.minutes} />
                  )}
                  {one.over > 0 ? (
                    <span className="text-red text-xs">
                      {t("team.over")}: <Minutes value={one.over} />
                    </span>
                  ) : null}
                </Cell>
                {(["adherence", "conformance"] as const).map((kind) => (
                  <Cell key={kind} numeric>
                    {adherence.has(one.contractId) ? <AdherenceShare kind={kind} of={adherence.get(one.contractId)!} /> : "–"}
                  </Cell>
                ))}
                <Cell className="whitespace-nowrap">{one.lastWorkedAt ? <When at={one.lastWorkedAt} /> : "–"}</Cell>
              </Row>
            ))}
          </Table>
          {adherence.size > 0 ? <AdherenceMeaning /> : null}
        </>
      )}
    </Page>
  );
}
