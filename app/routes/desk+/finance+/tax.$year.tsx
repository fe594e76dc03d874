import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { agentsToAsk, askForTaxForm } from "#app/domain/taxes/ask-for-tax-form.server.ts";
import { keepTaxYear } from "#app/domain/taxes/keep-tax-year.server.ts";
import { taxYearOf } from "#app/domain/taxes/tax-year.server.ts";
import { totalsOf, yearBounds, yearParam, yearsUpTo } from "#app/domain/taxes/tax-year.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Hidden } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { AgentYears } from "#app/ui/taxes/agent-years.tsx";
import { ReportRules, YearActions, YearTotals } from "#app/ui/taxes/year-cards.tsx";

export const meta = pageTitle("taxes:desk.title");

const PAGE_SIZE = 40;
const views = ["all", "1099-K", "DAC7", "none", "missing"] as const;

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const year = yearOrNotFound(params.year, context.now());
  const all = await taxYearOf(context.db, year, contextOf(actor, context));
  const q = url.searchParams.get("q")?.trim() ?? "";
  const found = all.filter((one) => `${one.name} ${one.legalName ?? ""}`.toLowerCase().includes(q.toLowerCase()));
  const within = {
    all: found,
    "1099-K": found.filter((one) => one.report === "1099-K"),
    DAC7: found.filter((one) => one.report === "DAC7"),
    none: found.filter((one) => one.report === null),
    missing: found.filter((one) => one.formState !== "valid"),
  };
  const view = views.find((one) => one === url.searchParams.get("show")) ?? "all";
  const page = pageOf(url);
  return {
    year,
    years: yearsUpTo(context.now()),
    over: context.now() >= yearBounds(year).to,
    totals: totalsOf(all.flatMap((one) => one.years)),
    differing: all.filter((one) => one.years.some((y) => y.ledgerDiffers !== null)).length,
    changed: all.filter((one) => one.years.some((y) => y.kept && !y.kept.same)).length,
    keptAt: all.flatMap((one) => one.years).find((y) => y.kept)?.kept?.at ?? null,
    counts: Object.fromEntries(views.map((one) => [one, within[one].length])) as Record<(typeof views)[number], number>,
    rows: within[view].slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    page,
    pages: pagesOf(within[view].length, PAGE_SIZE),
    view,
    q,
    said: ["asked", "kept", "refused"].find((one) => url.searchParams.has(one)) ?? null,
  };
});

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("ask"), agentId: z.uuid() }),
  z.object({ intent: z.literal("askAll") }),
  z.object({ intent: z.literal("keep"), reason: reasonInput }),
]);

export const action = actionOf(async ({ context, request, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const year = yearOrNotFound(params.year, context.now());
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { value } = form;
  const asking = contextOf(actor, context);
  if (value.intent === "keep") {
    await context.db.transaction((tx) => keepTaxYear(tx, { year, reason: value.reason }, asking));
    return redirect(`/desk/finance/tax/${year}?kept`);
  }
  const agentIds = value.intent === "ask" ? [id(value.agentId)] : await agentsToAsk(context.db, asking);
  for (const agentId of agentIds) await context.db.transaction((tx) => askForTaxForm(tx, { agentId }, asking));
  return redirect(`/desk/finance/tax/${year}?show=missing&asked`);
});

function yearOrNotFound(param: string | undefined, now: Date): number {
  const year = yearParam(param, now);
  if (year === null) throw new NotFound();
  return year;
}

export default function DeskTaxYear() {
  const { year, years, over, totals, differing, changed, keptAt, counts, rows, page, pages, view, q, said } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("taxes");
  return (
    <Page
      title={t("desk.heading", { year })}
      subtitle={t("desk.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
    >
      {said ? <Notice tone={said === "refused" ? "red" : "green"} title={t(`desk.said.${said}`)} /> : null}
      <LinkTabs items={years.map((one) => ({ to: `/desk/finance/tax/${one}`, label: String(one), active: one === year }))} />
      <SearchBar placeholder={t("desk.search")} filters={view === "all" ? null : <Hidden name="show" value={view} />} />
      <LinkTabs
        items={views.map((one) => {
          const search = new URLSearchParams({ ...(one === "all" ? {} : { show: one }), ...(q ? { q } : {}) });
          return {
            to: `/desk/finance/tax/${year}${search.size > 0 ? `?${search}` : ""}`,
            label: t(`desk.views.${one}`),
            count: counts[one],
            active: one === view,
          };
        })}
      />
      {rows.length === 0 ? <EmptyState title={t("desk.empty")}>{t("desk.emptyHint")}</EmptyState> : <AgentYears rows={rows} />}
      <Pager page={page} pages={pages} />
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <YearTotals totals={totals} differing={differing} changed={changed} keptAt={keptAt} />
        <YearActions year={year} over={over} keptAt={keptAt} missing={counts.missing} />
        <ReportRules />
      </div>
    </Page>
  );
}
