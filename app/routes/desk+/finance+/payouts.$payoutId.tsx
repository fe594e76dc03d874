import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { holdPayout } from "#app/domain/payouts/hold-payout.server.ts";
import { payoutLifecycle, waitsForFunds } from "#app/domain/payouts/payout.ts";
import { releasePayout } from "#app/domain/payouts/release-payout.server.ts";
import { retryPayout } from "#app/domain/payouts/retry-payout.server.ts";
import { platformPayout } from "#app/domain/reconciliation/platform-payouts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { ActWithReason } from "#app/ui/payouts/act-with-reason.tsx";
import { PaidItems } from "#app/ui/payouts/paid-items.tsx";
import { RateStory } from "#app/ui/payouts/rate-story.tsx";
import { PayoutStateBadge } from "#app/ui/reconciliation/badges.tsx";
import { PostingList } from "#app/ui/reconciliation/posting-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:payout.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return { ...(await platformPayout(context.db, id(params.payoutId), actor)), waits: url.searchParams.has("waits") };
});

const acts = ["hold", "release", "retry"] as const;
const input = z.object({ act: z.enum(acts), reason: reasonInput });

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const payoutId = id(params.payoutId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { act, reason } = form.value;
  const command = { hold: holdPayout, release: releasePayout, retry: retryPayout }[act];
  const done = await context.db.transaction<unknown>((tx) => command(tx, { payoutId, reason }, contextOf(actor, context)));
  if (done && typeof done === "object" && "id" in done) return redirect(`/desk/finance/payouts/${done.id}`);
  return redirect(`/desk/finance/payouts/${payoutId}${done === "waits" ? "?waits=1" : ""}`);
});

export default function PlatformPayout() {
  const page = useLoaderData<typeof loader>();
  const { payout, agentName, country, account, bankLast4, items, transactions, audit, waiting, waits } = page;
  const { t } = useTranslation("reconciliation");
  const { locale } = useReader();
  const { localAmount, localCurrency, currency } = payout;
  const code = (text: string | null) => (text ? <code className="break-all text-xs">{text}</code> : t("payout.notYet"));
  const whole = money(payout.amount, currency);
  const later = items.find((item) => item.release.payoutId && item.release.payoutId !== payout.id)?.release.payoutId;
  const steps = [
    ["reserved", payout.reservedAt],
    ["held", payout.heldAt],
    ["transferred", payout.transferredAt],
    ["sent", payout.sentAt],
    ["arrives", payout.paidAt ? null : payout.arrivesAt],
    ["paid", payout.paidAt],
    ["failed", payout.failedAt],
  ] as const;
  return (
    <Page
      title={t("payout.heading", { agent: agentName })}
      state={<PayoutStateBadge state={payout.state} />}
      back={{ to: "/desk/finance/payouts", label: t("payouts.title") }}
      actions={<LinkButton to={`/desk/finance/trace/payouts/${payout.id}`}>{t("payout.trace")}</LinkButton>}
      aside={
        <>
          <Card title={t("payout.money")}>
            <Facts
              items={[
                { label: t("fields.amount"), value: <MoneyText value={whole} /> },
                ...(payout.recovered > 0n
                  ? [{ label: t("payouts:desk.recovered"), value: <MoneyText value={money(payout.recovered, currency)} /> }]
                  : []),
                ...(localAmount !== null && localCurrency
                  ? [{ label: t("fields.arrives"), value: <MoneyText value={money(localAmount, localCurrency)} /> }]
                  : []),
                {
                  label: t("fields.rate"),
                  value: payout.exchangeRate ? <span className="tabular">{payout.exchangeRate}</span> : t("payout.noConversion"),
                },
              ]}
            />
          </Card>
          <Card title={t("payout.way")}>
            <Facts
              items={steps.flatMap(([key, at]) => (at ? [{ label: t(`payout.steps.${key}`), value: <When at={at} /> }] : []))}
            />
          </Card>
          <Card title={t("payout.stripe")}>
            <Facts
              items={[
                { label: t("payout.country"), value: country ? countryName(locale, country) : t("payout.notYet") },
                { label: t("payout.account"), value: code(payout.stripeAccountId) },
                ...(account ? [{ label: t("payout.accountState"), value: t(`accountStates.${account}`) }] : []),
                { label: t("payout.bank"), value: bankLast4 ? `···· ${bankLast4}` : t("payout.notYet") },
                { label: t("payout.transfer"), value: code(payout.stripeTransferId) },
                { label: t("payout.payout"), value: code(payout.stripePayoutId ?? payout.stripeOutboundPaymentId) },
              ]}
            />
          </Card>
        </>
      }
    >
      {waits || waiting ? (
        <Notice tone="marigold">
          <p>{t("payouts:desk.waits")}</p>
          <LinkButton to="/desk/finance/approvals" variant="secondary" className="mt-2">
            {t("finance:approvals.title")}
          </LinkButton>
        </Notice>
      ) : null}
      {payout.state === "failed" ? (
        <Notice tone="red" title={t("payout.failedTitle")}>
          <code>{payout.failureCode}</code> {payout.failureMessage} {t("payout.failedText")}{" "}
          {later ? (
            <LinkButton to={`/desk/finance/payouts/${later}`} variant="secondary" className="mt-2">
              {t("payouts:desk.later")}
            </LinkButton>
          ) : null}
        </Notice>
      ) : null}
      {payout.state === "held" ? (
        <Notice tone="marigold" title={t("payouts:held.title")}>
          {waitsForFunds(payout) ? t("payouts:desk.funds", { attempts: payout.attempts }) : payout.holdReason}
        </Notice>
      ) : null}
      <Actions payout={payout} retryable={payout.state === "failed" && !later} waiting={waiting} />
      <RateStory payout={payout} local={localCurrency} />
      <Card title={t("payouts:items.title")}>
        <PaidItems
          items={items}
          currency={currency}
          recovered={payout.recovered}
          payoutId={payout.id}
          weekTo={(timesheetId) => `/desk/finance/trace/timesheets/${timesheetId}`}
          payoutTo={(payoutId) => `/desk/finance/payouts/${payoutId}`}
        />
      </Card>
      {audit.length > 0 ? (
        <Card title={t("payouts:desk.audit")}>
          <Table
            caption={t("payouts:desk.audit")}
            columns={[
              { key: "at", label: t("fields.at") },
              { key: "what", label: t("fields.what") },
              { key: "by", label: t("payouts:desk.by") },
              { key: "reason", label: t("payouts:desk.reason") },
            ]}
          >
            {audit.map(({ entry, actorName }) => (
              <Row key={entry.id}>
                <Cell className="whitespace-nowrap">
                  <When at={entry.occurredAt} />
                </Cell>
                <Cell className="whitespace-nowrap">
                  <code className="text-xs">{entry.action}</code>
                </Cell>
                <Cell>{actorName ?? t("payouts:desk.system")}</Cell>
                <Cell className="min-w-44">{entry.reason}</Cell>
              </Row>
            ))}
          </Table>
        </Card>
      ) : null}
      <PostingList postings={transactions} />
    </Page>
  );
}

interface ActionsProps {
  payout: { state: (typeof payoutLifecycle.states)[number]; amount: bigint; currency: string; holdReason: string | null };
  retryable: boolean;
  waiting: boolean;
}

/** What finance may do with it in its state; a release or a new try above the limit asks a second person. */
function Actions({ payout, retryable, waiting }: ActionsProps) {
  const { t } = useTranslation("payouts");
  const able = (act: "hold" | "release") => payoutLifecycle.can(payout.state, act);
  const open = acts.filter((act) => (act === "retry" ? retryable && !waiting : able(act) && !(act === "release" && waiting)));
  if (open.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-3">
      {open.map((act) => (
        <Form key={act} intent={act} className="min-w-0 max-w-xl">
          <ActWithReason
            trigger={t(`desk.acts.${act}.do`)}
            title={t(`desk.acts.${act}.sure`)}
            amount={money(payout.amount, payout.currency)}
            mayNeedTwo={act !== "hold"}
            action={act}
          />
        </Form>
      ))}
    </div>
  );
}
