import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { closeMonth } from "#app/domain/reconciliation/close-month.server.ts";
import { closeMonthInput } from "#app/domain/reconciliation/month.ts";
import { monthPage } from "#app/domain/reconciliation/months.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useMonthName } from "#app/ui/ledger/names.ts";
import { TrialCards } from "#app/ui/ledger/trial-cards.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:months.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return monthPage(context.db, params.month ?? "", contextOf(actor, context));
});

export const action = actionOf(async ({ context, request, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const month = params.month ?? "";
  const form = await readForm(request, context, closeMonthInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => closeMonth(tx, { month, ...form.value }, contextOf(actor, context)));
  return redirect(`/desk/finance/months/${month}`);
});

const download = "inline-flex min-h-10 items-center rounded-lg px-3 font-medium text-accent text-sm hover:bg-accent-soft";

export default function Month() {
  const { month, closed, checks, trial } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const nameOf = useMonthName();
  const ready = checks.every((check) => check.passed);
  return (
    <Page
      title={nameOf(month)}
      state={<Badge tone={closed ? "green" : "marigold"}>{t(closed ? "months.closed" : "months.open")}</Badge>}
      back={{ to: "/desk/finance/months", label: t("months.title") }}
      aside={
        <Card title={t("months.files")}>
          <ul className="grid">
            {(["quickbooks", "xero"] as const).map((format) => (
              <li key={format}>
                <a href={`/resources/journal-csv?month=${month}&format=${format}`} className={download}>
                  {t(`months.${format}`)}
                </a>
              </li>
            ))}
            <li>
              <a href={`/resources/postings-csv?month=${month}`} className={download}>
                {t("months.postings")}
              </a>
            </li>
            <li>
              <a href={`/resources/payout-reconciliation-csv?month=${month}`} className={download}>
                {t("months.payouts")}
              </a>
            </li>
          </ul>
          <p className="mt-2 text-soft text-xs">{t("months.filesText")}</p>
        </Card>
      }
    >
      {closed ? (
        <Notice tone="green" title={t("months.closedTitle", { by: closed.by ?? t("accounts.platform") })}>
          {closed.at ? <When at={closed.at} /> : null}. {closed.note}
        </Notice>
      ) : null}
      <Card title={t("months.checklist")}>
        <ul className="grid gap-2 text-sm">
          {checks.map((check) => (
            <li key={check.name} className="flex items-start gap-2">
              {check.passed ? (
                <Check className="mt-0.5 size-4 shrink-0 text-green" aria-hidden="true" />
              ) : (
                <X className="mt-0.5 size-4 shrink-0 text-red" aria-hidden="true" />
              )}
              <span>
                {t(`months.checks.${check.name}`)}: <strong>{t(check.passed ? "months.holds" : "months.fails")}</strong>
                {check.detail ? <span className="tabular text-soft"> ({check.detail})</span> : null}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      {closed ? null : (
        <Card title={t("months.close")}>
          <p className="text-soft text-sm">{t("months.closeText")}</p>
          <Form className="mt-3 grid gap-3">
            <TextArea name="note" label={t("months.note")} required maxLength={500} />
            <div>
              <Button disabled={!ready}>{t("months.closeNow", { month: nameOf(month) })}</Button>
            </div>
            {ready ? null : <p className="text-soft text-sm">{t("months.notReady")}</p>}
          </Form>
        </Card>
      )}
      <TrialCards trial={trial} />
    </Page>
  );
}
