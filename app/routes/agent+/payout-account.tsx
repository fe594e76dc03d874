import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { payoutSettingsOf } from "#app/domain/payouts/earnings.server.ts";
import { METHOD_RESTS_DAYS } from "#app/domain/payouts/payout.ts";
import { refreshPayoutAccountFlow } from "#app/domain/payouts/refresh-payout-account-flow.server.ts";
import { startOnboardingFlow } from "#app/domain/payouts/start-onboarding-flow.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import type { PayoutAccount } from "#app/ui/payouts/payout-account.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:account.title");

const HERE = "/agent/payout-account";

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const asking = contextOf(actor, context);
  if (url.searchParams.has("again")) {
    // The link was old or used: Stripe sends the person here for a fresh one.
    const returnTo = `${context.env.PUBLIC_URL}${HERE}`;
    const { url: fresh } = await startOnboardingFlow(context.db, context.stripe, { agentId, returnTo }, asking);
    throw redirect(fresh);
  }
  if (url.searchParams.has("back")) {
    await refreshPayoutAccountFlow(context.db, context.stripe, { agentId }, asking);
    throw redirect(HERE);
  }
  return payoutSettingsOf(context.db, agentId, actor);
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, agentId } = requireAgent(context);
  const form = await readForm(request, context, z.object({ intent: z.literal("onboard") }));
  if (!form.ok) return form.reply;
  const returnTo = `${context.env.PUBLIC_URL}${HERE}`;
  const { url } = await startOnboardingFlow(context.db, context.stripe, { agentId, returnTo }, contextOf(actor, context));
  return redirect(url);
});

const tones: Record<PayoutAccount["state"], Tone> = {
  reserved: "marigold",
  onboarding: "marigold",
  active: "green",
  restricted: "red",
};

export default function PayoutAccountPage() {
  const { country, rail, localCurrency, account } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale, now } = useReader();
  const rests = account?.usableFrom && account.usableFrom > now;
  return (
    <Page
      title={t("account.title")}
      subtitle={t("account.subtitle")}
      state={account ? <Badge tone={tones[account.state]}>{t(`account.states.${account.state}`)}</Badge> : undefined}
      back={{ to: "/agent/earnings", label: t("earnings.title") }}
      aside={
        <Card title={t("account.facts")}>
          <Facts
            items={[
              { label: t("account.country"), value: countryName(locale, country) },
              { label: t("account.currency"), value: localCurrency ?? "–" },
              ...(account?.bankLast4
                ? [
                    {
                      label: t("confirm.bank"),
                      value: t("account.ending", { last4: account.bankLast4, currency: account.currency }),
                    },
                  ]
                : []),
              ...(rests ? [{ label: t("account.usableFrom"), value: <When at={account.usableFrom!} /> }] : []),
            ]}
          />
        </Card>
      }
    >
      {rail ? <Onboarding account={account} /> : <NotThere country={countryName(locale, country)} />}
    </Page>
  );
}

function NotThere({ country }: { country: string }) {
  const { t } = useTranslation("payouts");
  return (
    <Notice tone="marigold" title={t("account.notThereTitle", { country })}>
      <p>{t("account.notThereText")}</p>
      <LinkButton to="/agent/profile" variant="secondary" className="mt-2">
        {t("account.toProfile")}
      </LinkButton>
    </Notice>
  );
}

function Onboarding({ account }: { account: PayoutAccount | null }) {
  const { t } = useTranslation("payouts");
  const { now } = useReader();
  const go = (label: string, variant: "primary" | "secondary" = "primary") => (
    <Form>
      <Button name="intent" value="onboard" variant={variant}>
        {label}
      </Button>
    </Form>
  );
  const open = account?.requirements ?? [];
  const list = (
    <ul className="grid list-disc gap-1 pl-5 text-sm">
      {open.map((one) => (
        <li key={one}>
          {t(`requirements.${one.replaceAll(".", "_")}`, { defaultValue: t("requirements.other", { name: one }) })}
        </li>
      ))}
    </ul>
  );
  const due =
    account?.requirementsDueAt && open.length > 0 ? (
      <Notice tone="marigold">
        <p className="font-medium">
          {t("account.dueTitle")} <When at={account.requirementsDueAt} />
        </p>
        <p>{t("account.dueText")}</p>
        {account.state === "active" ? (
          <>
            {list}
            <div className="mt-2">{go(t("account.continue"))}</div>
          </>
        ) : null}
      </Notice>
    ) : null;
  if (!account || account.state === "reserved")
    return (
      <Card title={t("account.startTitle")}>
        <p className="text-sm">{t("account.startText")}</p>
        <ul className="grid list-disc gap-1 pl-5 text-sm">
          {["identity", "bank", "tax"].map((need) => (
            <li key={need}>{t(`account.needs.${need}`)}</li>
          ))}
        </ul>
        {go(t("account.start"))}
      </Card>
    );
  if (account.state === "active")
    return (
      <>
        {due}
        {account.usableFrom && account.usableFrom > now ? (
          <Notice tone="marigold" title={t("account.restTitle")}>
            <p>
              {t("account.restText", { days: METHOD_RESTS_DAYS })} <When at={account.usableFrom} />
            </p>
          </Notice>
        ) : (
          <Notice tone="green" title={t("account.readyTitle")}>
            <p>{t("account.readyText")}</p>
          </Notice>
        )}
        <Card title={t("account.changeTitle")}>
          <p className="text-sm">{t("account.changeText", { days: METHOD_RESTS_DAYS })}</p>
          <ConfirmDialog trigger={t("account.change")} title={t("account.changeSure")}>
            {go(t("account.changeNow"), "secondary")}
          </ConfirmDialog>
        </Card>
      </>
    );
  return (
    <>
      {due}
      <Card title={t(account.state === "restricted" ? "account.restrictedTitle" : "account.continueTitle")}>
        <p className="text-sm">{t(account.state === "restricted" ? "account.restrictedText" : "account.continueText")}</p>
        {open.length > 0 ? list : null}
        {go(t("account.continue"))}
      </Card>
    </>
  );
}
