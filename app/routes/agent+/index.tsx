import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { weekAtAGlance } from "#app/domain/diary/week-at-a-glance.server.ts";
import { balancesOfOwner } from "#app/domain/ledger/balances.server.ts";
import { waitingForAgent } from "#app/domain/notifications/waiting.server.ts";
import { comingPay } from "#app/domain/payouts/coming-pay.server.ts";
import { weekPay } from "#app/domain/timesheets/timesheet.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekClocks, weekOf } from "#app/kernel/time.ts";
import { AgentMoney } from "#app/ui/home/agent-money.tsx";
import { ContractWeek } from "#app/ui/home/contract-week.tsx";
import { WaitingList } from "#app/ui/home/waiting-list.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("home:title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, agentId } = requireAgent(context);
  const week = weekOf(context.now());
  const [agent, waiting, contracts, balances, coming] = await Promise.all([
    agentProfile(context.db, agentId),
    waitingForAgent(context.db, agentId, actor, context.now()),
    weekAtAGlance(context.db, { agentId }, week, actor),
    balancesOfOwner(context.db, agentId),
    comingPay(context.db, agentId, actor),
  ]);
  return {
    week,
    closesAt: weekClocks(week).closesAt,
    agent: {
      name: agent.name,
      tier: agent.tier,
      complete: agent.completedAt !== null,
      ratingMilli: agent.ratingMilli,
      ratingCount: agent.ratingCount,
    },
    waiting,
    contracts,
    balances: balances.map(({ kind, currency, balance }) => ({ kind, currency, balance })),
    coming,
  };
});

export default function AgentHome() {
  const { week, closesAt, agent, waiting, contracts, balances, coming } = useLoaderData<typeof loader>();
  const { t } = useTranslation("home");
  const running = contracts.find((one) => one.running);
  return (
    <Page
      title={t("hello", { name: agent.name.split(" ")[0] })}
      subtitle={
        <>
          {t("weekOf")} <When at={week} format="date" />
        </>
      }
      actions={
        contracts.length > 0 ? (
          <LinkButton to="/agent/tracker">{t(running ? "agent.toRunning" : "agent.toTracker")}</LinkButton>
        ) : (
          <LinkButton to="/agent/roles">{t("agent.findWork")}</LinkButton>
        )
      }
      aside={
        <>
          <AgentMoney balances={balances} coming={coming} />
          <Card title={t("agent.level")}>
            <div className="flex flex-wrap items-center gap-3 text-sm">
              <Badge tone="indigo">{t(`agents:tiers.${agent.tier}`)}</Badge>
              <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} />
            </div>
            <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
              <Link to="/agent/tier" className="text-accent underline">
                {t("agent.toTier")}
              </Link>
              <Link to="/agent/reviews" className="text-accent underline">
                {t("agent.toReviews")}
              </Link>
            </p>
          </Card>
        </>
      }
    >
      {running?.running ? (
        <Notice tone="green" title={t("agent.runs", { title: running.title, business: running.businessName })}>
          {t(`diary:kinds.${running.running.mode}`)} · {t("since")} <When at={running.running.startedAt} format="time" />
          {running.running.memo ? ` · ${running.running.memo}` : null}
        </Notice>
      ) : null}
      {agent.complete ? null : (
        <Notice tone="marigold" title={t("agent.incomplete")}>
          <p>{t("agent.incompleteText")}</p>
          <p className="mt-1">
            <Link to="/agent/profile" className="underline">
              {t("agent.toProfile")}
            </Link>
          </p>
        </Notice>
      )}
      <Card title={t("waiting.title")}>
        {waiting.length > 0 ? (
          <WaitingList side="agent" items={waiting} />
        ) : (
          <p className="text-soft text-sm">{t(contracts.length > 0 ? "agent.nothingWaits" : "agent.nothingYet")}</p>
        )}
      </Card>
      <Card title={t("thisWeek")}>
        {contracts.length === 0 ? (
          <EmptyState
            title={t("agent.noContract")}
            action={
              <LinkButton to="/agent/roles" variant="secondary">
                {t("agent.findWork")}
              </LinkButton>
            }
          >
            {t("agent.noContractText")}
          </EmptyState>
        ) : (
          <ul className="grid gap-4">
            {contracts.map((one) => (
              <ContractWeek
                key={one.id}
                {...one}
                to={`/agent/contracts/${one.id}`}
                name={one.businessName}
                pay={weekPay(money(one.hourlyRate, one.currency), one.minutes)}
              />
            ))}
          </ul>
        )}
        {contracts.length > 0 ? (
          <p className="text-soft text-sm">
            {t("agent.closes")} <When at={closesAt} />
          </p>
        ) : null}
      </Card>
    </Page>
  );
}
