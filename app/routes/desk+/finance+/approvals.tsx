import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { approvalsPage } from "#app/domain/accounts/approvals.server.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("finance:approvals.title");

const input = z.object({
  approvalId: z.uuid(),
  decision: z.enum(["approve", "decline"]),
  note: z.string().trim().max(500, "errors:tooLong").default(""),
});

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  const waiting = url.searchParams.get("show") !== "all";
  return { ...(await approvalsPage(context.db, { waiting, page }, actor)), waiting, page, me: actor.userId };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { approvalId, decision, note } = form.value;
  await context.db.transaction((tx) =>
    decideApproval(tx, { approvalId, approve: decision === "approve", note }, contextOf(actor, context)),
  );
  return redirect(`/desk/finance/approvals${url.search}`);
});

const tones = { requested: "marigold", approved: "green", declined: "red", withdrawn: "neutral" } as const;

export default function Approvals() {
  const { rows, waitingCount, waiting, page, pages, me } = useLoaderData<typeof loader>();
  const { t } = useTranslation("finance");
  return (
    <Page
      title={t("approvals.title")}
      subtitle={t("approvals.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
    >
      <LinkTabs
        items={[
          { to: "/desk/finance/approvals", label: t("approvals.waiting"), count: waitingCount, active: waiting },
          { to: "/desk/finance/approvals?show=all", label: t("approvals.all"), active: !waiting },
        ]}
      />
      {rows.length === 0 ? (
        <EmptyState title={t("approvals.empty")}>{t("approvals.emptyHint")}</EmptyState>
      ) : (
        rows.map(({ approval, requestedByName, decidedByName }) => (
          <Card key={approval.id} title={t(`approvals.actions.${approval.action.replace(".", "_")}`)}>
            <Facts
              items={[
                {
                  label: t("fields.state"),
                  value: <Badge tone={tones[approval.state]}>{t(`approvals.states.${approval.state}`)}</Badge>,
                },
                { label: t("fields.amount"), value: <MoneyText value={money(approval.amount, approval.currency)} /> },
                { label: t("fields.reason"), value: approval.reason },
                {
                  label: t("fields.askedBy"),
                  value: (
                    <>
                      {requestedByName ?? t("approvals.system")} · <When at={approval.requestedAt} />
                    </>
                  ),
                },
                ...(approval.decidedAt
                  ? [
                      {
                        label: t("fields.decidedBy"),
                        value: (
                          <>
                            {decidedByName} · <When at={approval.decidedAt} />
                            {approval.note ? ` · ${approval.note}` : null}
                          </>
                        ),
                      },
                    ]
                  : []),
                { label: t("fields.subject"), value: <span className="break-all font-mono text-xs">{approval.subjectId}</span> },
              ]}
            />
            {approval.state === "requested" ? (
              <div className="mt-4 grid gap-4">
                {approval.requestedBy === me ? <p className="text-soft text-sm">{t("approvals.yours")}</p> : null}
                <Form intent={approval.id}>
                  <Hidden name="approvalId" value={approval.id} />
                  <div className="grid gap-3">
                    <TextField name="note" label={t("approvals.note")} />
                    <div className="flex flex-wrap gap-2">
                      {approval.requestedBy === me ? null : (
                        <Button name="decision" value="approve">
                          {t("approvals.approve")}
                        </Button>
                      )}
                      <Button name="decision" value="decline" variant="danger">
                        {t(approval.requestedBy === me ? "approvals.takeBack" : "approvals.decline")}
                      </Button>
                    </div>
                  </div>
                </Form>
              </div>
            ) : null}
          </Card>
        ))
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
