import { Form, Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { trialBalanceAt } from "#app/domain/ledger/trial-balance.server.ts";
import { momentOf, trialByCurrency } from "#app/domain/ledger/trial-balance.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { TrialCards } from "#app/ui/ledger/trial-cards.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:trial.title");

export const loader = loaderOf(async ({ context, url }) => {
  requireStaff(context, "platform_finance");
  const typed = url.searchParams.get("at") ?? "";
  const at = momentOf(typed);
  return { typed, at, trial: trialByCurrency(await trialBalanceAt(context.db, at)) };
});

export default function TrialBalance() {
  const { typed, at, trial } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  return (
    <Page
      title={t("trial.title")}
      subtitle={t("trial.subtitle")}
      back={{ to: "/desk/finance", label: t("overview.title") }}
      actions={
        <a
          href={`/resources/trial-balance-csv${at ? `?at=${encodeURIComponent(typed)}` : ""}`}
          className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
        >
          {t("csv")}
        </a>
      }
    >
      <Form method="get" className="flex flex-wrap items-end gap-3">
        <label className="grid gap-1 text-sm">
          <span className="font-medium">{t("trial.at")}</span>
          <input
            type="datetime-local"
            name="at"
            defaultValue={typed}
            aria-invalid={typed !== "" && !at ? true : undefined}
            className="h-10 rounded-lg border border-line-strong bg-raised px-3 aria-[invalid=true]:border-red"
          />
        </label>
        <Button variant="secondary">{t("trial.show")}</Button>
        {at ? (
          <Link to="/desk/finance/trial-balance" className="py-2 text-accent text-sm underline">
            {t("trial.now")}
          </Link>
        ) : null}
      </Form>
      {typed !== "" && !at ? <Notice tone="red">{t("trial.badMoment")}</Notice> : null}
      {at ? (
        <p className="text-soft text-sm">
          {t("trial.asOf")} <When at={at} zone="UTC" />
        </p>
      ) : null}
      {trial.length === 0 ? <EmptyState title={t("trial.empty")}>{t("trial.emptyHint")}</EmptyState> : null}
      <TrialCards trial={trial} />
    </Page>
  );
}
