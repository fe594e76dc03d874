import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { exposuresOfBusiness } from "#app/domain/billing/exposure.server.ts";
import { weekAtAGlance } from "#app/domain/diary/week-at-a-glance.server.ts";
import { waitingForMember } from "#app/domain/notifications/waiting.server.ts";
import { openRolesOfBusiness } from "#app/domain/roles/roles.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { weekClocks, weekOf } from "#app/kernel/time.ts";
import { ExposureCard } from "#app/ui/billing/exposure-meter.tsx";
import { BusinessWeek, WeekBill } from "#app/ui/home/business-week.tsx";
import { WaitingList } from "#app/ui/home/waiting-list.tsx";
import { WorkingNow } from "#app/ui/home/working-now.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("home:title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId, business } = requireMember(context);
  const week = weekOf(context.now());
  const [waiting, contracts, roles, exposures] = await Promise.all([
    waitingForMember(context.db, businessId, actor, context.now()),
    weekAtAGlance(context.db, { businessId }, week, actor),
    openRolesOfBusiness(context.db, businessId, actor),
    exposuresOfBusiness(context.db, businessId, context.now(), actor),
  ]);
  return {
    week,
    closesAt: weekClocks(week).closesAt,
    businessName: business.name,
    waiting,
    contracts,
    roles,
    exposures,
    mayPost: may(actor, "roles.manage", { businessId }),
    seesBills: may(actor, "bills.view", { businessId }),
  };
});

export default function BusinessHome() {
  const { week, closesAt, businessName, waiting, contracts, roles, exposures, mayPost, seesBills } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("home");
  const begins = contracts.length === 0 && roles.length === 0;
  return (
    <Page
      title={businessName}
      subtitle={
        <>
          {t("weekOf")} <When at={week} format="date" />
        </>
      }
      actions={mayPost ? <LinkButton to="/business/roles/new">{t("business.post")}</LinkButton> : null}
      aside={
        <>
          {contracts.length > 0 ? <WeekBill contracts={contracts} closesAt={closesAt} linked={seesBills} /> : null}
          <ExposureCard exposures={exposures} side="business" />
          <Card title={t("business.openRoles")}>
            {roles.length === 0 ? <p className="text-soft text-sm">{t("business.noOpenRoles")}</p> : null}
            <ul className="grid gap-1 text-sm">
              {roles.slice(0, 6).map((role) => (
                <li key={role.id}>
                  <Link
                    to={`/business/roles/${role.id}`}
                    className="inline-flex min-h-8 items-center text-accent hover:underline"
                  >
                    {role.title}
                  </Link>
                </li>
              ))}
            </ul>
            <p className="text-sm">
              <Link to="/business/roles" className="text-accent underline">
                {t("business.allRoles")}
              </Link>
            </p>
          </Card>
        </>
      }
    >
      {begins ? (
        <EmptyState
          title={t("business.begin")}
          action={mayPost ? <LinkButton to="/business/roles/new">{t("business.post")}</LinkButton> : undefined}
        >
          {t(mayPost ? "business.beginText" : "business.beginReadOnly")}
        </EmptyState>
      ) : null}
      {begins && waiting.length === 0 ? null : (
        <Card title={t("waiting.title")}>
          {waiting.length > 0 ? (
            <WaitingList side="business" items={waiting} />
          ) : (
            <p className="text-soft text-sm">{t("business.nothingWaits")}</p>
          )}
        </Card>
      )}
      {contracts.length > 0 ? (
        <>
          <WorkingNow contracts={contracts} />
          <BusinessWeek contracts={contracts} />
        </>
      ) : null}
      {contracts.length === 0 && roles.length > 0 ? (
        <EmptyState
          title={t("business.noContracts")}
          action={
            <LinkButton to={`/business/roles/${roles[0]!.id}/matches`} variant="secondary">
              {t("business.toMatches")}
            </LinkButton>
          }
        >
          {t("business.noContractsText")}
        </EmptyState>
      ) : null}
    </Page>
  );
}
