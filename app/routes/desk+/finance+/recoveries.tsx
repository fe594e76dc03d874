import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { recoveriesPage } from "#app/domain/payouts/recoveries.server.ts";
import { RECOVERY_SHARE_PERCENT } from "#app/domain/payouts/recovery.ts";
import { writeOffRecovery } from "#app/domain/payouts/write-off-recovery.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { ActWithReason } from "#app/ui/payouts/act-with-reason.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:desk.recoveries");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  const open = url.searchParams.get("show") !== "all";
  return { ...(await recoveriesPage(context.db, { open, page }, actor)), open, page, waits: url.searchParams.has("waits") };
});

const input = z.object({ recoveryId: z.uuid(), reason: reasonInput });

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const done = await context.db.transaction((tx) => writeOffRecovery(tx, form.value, contextOf(actor, context)));
  return redirect(`/desk/finance/recoveries${done === "waits" ? "?waits=1" : "?show=all"}`);
});

export default function Recoveries() {
  const { rows, open, page, pages, waits } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  return (
    <Page
      title={t("desk.recoveries")}
      subtitle={t("desk.recoveriesText", { percent: String(RECOVERY_SHARE_PERCENT) })}
      back={{ to: "/desk/finance/payouts", label: t("list.title") }}
    >
      {waits ? <Notice tone="marigold">{t("desk.waits")}</Notice> : null}
      <LinkTabs
        items={[
          { to: "/desk/finance/recoveries", label: t("desk.open"), active: open },
          { to: "/desk/finance/recoveries?show=all", label: t("desk.all"), active: !open },
        ]}
      />
      {rows.length === 0 ? <EmptyState title={t("desk.noRecoveries")}>{t("desk.noRecoveriesHint")}</EmptyState> : null}
      {rows.map(({ recovery, agentName }) => (
        <Card key={recovery.id} title={agentName}>
          <Facts
            items={[
              { label: t("recoveries.why"), value: recovery.reason },
              { label: t("desk.basis"), value: t(`desk.bases.${recovery.basis}`) },
              { label: t("recoveries.since"), value: <When at={recovery.openedAt} /> },
              { label: t("recoveries.amount"), value: <MoneyText value={money(recovery.amount, recovery.currency)} /> },
              { label: t("recoveries.back"), value: <MoneyText value={money(recovery.recovered, recovery.currency)} /> },
              {
                label: t("recoveries.left"),
                value: recovery.writtenOffAt ? (
                  t("desk.writtenOff")
                ) : (
                  <MoneyText value={money(recovery.amount - recovery.recovered, recovery.currency)} />
                ),
              },
            ]}
          />
          {recovery.closedAt ? null : (
            <Form intent={recovery.id}>
              <Hidden name="recoveryId" value={recovery.id} />
              <ActWithReason
                trigger={t("desk.writeOff")}
                title={t("desk.writeOffSure")}
                amount={money(recovery.amount - recovery.recovered, recovery.currency)}
              />
            </Form>
          )}
        </Card>
      ))}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
