import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { permit } from "#app/domain/accounts/permissions.ts";
import { bonusInput, LEAST_BONUS } from "#app/domain/billing/bonus.ts";
import { giveBonus, withdrawBonus } from "#app/domain/billing/give-bonus.server.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { basisPointsOf, money, toMajor } from "#app/kernel/money.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, MoneyField, TextArea } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:bonus.give");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const { contract, agentName } = await contractOf(context.db, id(params.contractId), actor);
  permit(actor, "bonuses.give", contract);
  const { id: contractId, currency, feeBps } = contract;
  const typed = bonusInput(currency).safeParse(Object.fromEntries(url.searchParams));
  const looked = typed.success ? { ...typed.data, fee: basisPointsOf(money(typed.data.amount, currency), feeBps).minor } : null;
  return { contractId, currency, feeBps, agentName, looked, bonusId: newId() };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const contractId = id(params.contractId);
  const { contract } = await contractOf(context.db, contractId, actor);
  const typed = await request.clone().formData();
  const here = `/business/contracts/${contractId}`;
  if (typed.get("step") === "withdraw") {
    const form = await readForm(request, context, z.object({ step: z.literal("withdraw"), bonusId: z.uuid() }));
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => withdrawBonus(tx, form.value, contextOf(actor, context)));
    return redirect(here);
  }
  const form = await readForm(request, context, bonusInput(contract.currency));
  if (!form.ok) return form.reply;
  const { step, ...bonus } = form.value;
  if (step === "look") {
    permit(actor, "bonuses.give", contract);
    const amount = toMajor(money(bonus.amount, contract.currency));
    return redirect(`${here}/bonus?${new URLSearchParams({ id: bonus.id, amount, note: bonus.note })}`);
  }
  await context.db.transaction((tx) => giveBonus(tx, { contractId, ...bonus }, contextOf(actor, context)));
  return redirect(here);
});

export default function GiveBonus() {
  const { contractId, currency, feeBps, agentName, looked, bonusId } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const back = { to: `/business/contracts/${contractId}`, label: agentName };
  const percent = feeBps / 100;
  if (!looked) {
    const least = formatMoney(money(LEAST_BONUS, currency), locale);
    return (
      <Page title={t("bonus.heading", { agent: agentName })} subtitle={t("bonus.text", { percent })} back={back}>
        <Card className="max-w-2xl">
          <Form className="grid gap-4">
            <Hidden name="id" value={bonusId} />
            <MoneyField name="amount" label={t("bonus.amount")} hint={t("bonus.least", { least })} currency={currency} required />
            <TextArea name="note" label={t("bonus.note")} hint={t("bonus.noteHint")} maxLength={300} rows={3} />
            <div>
              <Button name="step" value="look">
                {t("bonus.look")}
              </Button>
            </div>
          </Form>
        </Card>
      </Page>
    );
  }
  const { id: key, amount, fee, note } = looked;
  const total = money(amount + fee, currency);
  return (
    <Page title={t("bonus.heading", { agent: agentName })} subtitle={t("bonus.confirmText")} back={back}>
      <Card title={t("bonus.what")} className="max-w-2xl">
        <Facts
          items={[
            { label: t("bonus.toAgent", { agent: agentName }), value: <MoneyText value={money(amount, currency)} /> },
            { label: t("bonus.feeOf", { percent }), value: <MoneyText value={money(fee, currency)} /> },
            { label: t("bonus.onNextBill"), value: <MoneyText value={total} /> },
            ...(note ? [{ label: t("bonus.note"), value: note }] : []),
          ]}
        />
        <p className="text-soft text-sm">{t("bonus.when")}</p>
        <Form className="flex flex-wrap gap-2">
          <Hidden name="id" value={key} />
          <Hidden name="amount" value={toMajor(money(amount, currency))} />
          <Hidden name="note" value={note} />
          <Button name="step" value="give">
            {t("bonus.confirm", { amount: formatMoney(money(amount, currency), locale) })}
          </Button>
          <LinkButton to={`/business/contracts/${contractId}/bonus`} variant="secondary">
            {t("bonus.change")}
          </LinkButton>
        </Form>
      </Card>
    </Page>
  );
}
