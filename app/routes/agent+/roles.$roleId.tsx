import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { toolName } from "#app/domain/agents/tools.ts";
import { noteInput } from "#app/domain/hiring/application.ts";
import { ownApplication } from "#app/domain/hiring/applications.server.ts";
import { applyForRole } from "#app/domain/hiring/apply-for-role.server.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { whatWouldChange } from "#app/domain/matching/what-would-change.ts";
import { roleForAgent } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import { toUtcHours, touchedLocalHours, withoutHours } from "#app/kernel/week-hours.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { MatchCard } from "#app/ui/matching/match-card.tsx";
import { MirrorCard } from "#app/ui/matching/mirror-card.tsx";
import { Headcount } from "#app/ui/roles/headcount-rows.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:browse.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { agentId } = requireAgent(context);
  const roleId = id(params.roleId);
  const application = await ownApplication(context.db, roleId, agentId);
  const { role, businessName } = await roleForAgent(context.db, roleId, { known: application !== null });
  const agent = await agentProfile(context.db, agentId);
  const match = matchOf(role, agent, context.now());
  return {
    role,
    businessName,
    application,
    match,
    mirror: whatWouldChange(role, agent, context.now()),
    covered: withoutHours(role.coverage, match.fit.gaps),
    zone: agent.timeZone,
    ownClock: touchedLocalHours(
      toUtcHours(role.coverage, role.timeZone, weekOf(context.now())),
      agent.timeZone,
      weekOf(context.now()),
    ),
    complete: agent.completedAt !== null,
    payable: agent.payable,
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const form = await readForm(request, context, noteInput);
  if (!form.ok) return form.reply;
  const application = await context.db.transaction((tx) =>
    applyForRole(tx, { roleId: id(params.roleId), note: form.value.note }, contextOf(actor, context)),
  );
  return redirect(`/agent/applications/${application.id}`);
});

export default function OpenRole() {
  const { role, businessName, application, match, mirror, covered, zone, ownClock, complete, payable } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const again = !application || application.state === "declined" || application.state === "withdrawn";
  return (
    <Page
      title={role.title}
      subtitle={businessName}
      back={{ to: "/agent/roles", label: t("browse.title") }}
      aside={
        <>
          <Card title={t("detail.asked")}>
            <Facts
              items={[
                {
                  label: t("form.languages"),
                  value: role.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`).join(", "),
                },
                {
                  label: t("form.tools"),
                  value:
                    role.tools.map((one) => `${toolName(one.tool)}${one.required ? "" : ` (${t("detail.nice")})`}`).join(", ") ||
                    "–",
                },
                { label: t("form.channels"), value: role.channels.map((one) => t(`agents:channels.${one}`)).join(", ") },
                { label: t("form.headcount"), value: <Headcount {...role} /> },
                { label: t("form.weeklyLimit"), value: <Minutes value={role.weeklyLimitMinutes} /> },
                {
                  label: t("form.maxRate"),
                  value: role.maxRate === null ? t("detail.noMaximum") : <MoneyText value={money(role.maxRate, role.currency)} />,
                },
                { label: t("form.tier"), value: t(`agents:tiers.${role.tier}`) },
                {
                  label: t("form.startsOn"),
                  value: role.startsOn ? <When at={role.startsOn} format="date" /> : t("detail.anyTime"),
                },
                { label: t("form.endsOn"), value: role.endsOn ? <When at={role.endsOn} format="date" /> : t("detail.openEnd") },
              ]}
            />
          </Card>
          {complete ? <MatchCard match={match} side="agent" /> : null}
          {complete ? <MirrorCard {...mirror} /> : null}
          {complete ? (
            <LinkButton to={`/agent/roles/${role.id}/rank`} variant="secondary" className="justify-self-start">
              {t("matching:audit.own")}
            </LinkButton>
          ) : null}
        </>
      }
    >
      <Card title={t("form.description")}>
        <p className="whitespace-pre-line">{role.description}</p>
      </Card>
      <Card title={t("form.coverage")}>
        <p className="text-soft text-sm">{t("detail.zone", { zone: role.timeZone })}</p>
        <WeekHeatmap bits={role.coverage} covered={covered} label={t("form.coverage")} />
        {zone === role.timeZone ? null : (
          <p className="text-sm">
            <span className="text-soft">{t("browse.ownClock", { zone })}</span> {hoursInWords(ownClock, locale)}
          </p>
        )}
      </Card>
      {application && !again ? (
        <Notice tone="sky" title={t(`hiring:applicationStates.${application.state}`)}>
          <LinkButton to={`/agent/applications/${application.id}`} variant="secondary">
            {t("browse.toApplication")}
          </LinkButton>
        </Notice>
      ) : !complete ? (
        <Notice tone="marigold" title={t("hiring:errors.profileIncomplete")}>
          <LinkButton to="/agent/profile" variant="secondary">
            {t("agents:profile.title")}
          </LinkButton>
        </Notice>
      ) : !payable ? (
        <Notice tone="marigold">{t("hiring:errors.countryNotPayable")}</Notice>
      ) : (
        <Card title={t("browse.apply")}>
          <Form className="grid gap-4">
            <TextArea name="note" label={t("browse.note")} hint={t("browse.noteHint")} maxLength={2000} />
            <div>
              <Button>{t("browse.send")}</Button>
            </div>
          </Form>
        </Card>
      )}
    </Page>
  );
}
