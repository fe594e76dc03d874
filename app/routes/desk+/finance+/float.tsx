import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { floatPage } from "#app/domain/payouts/float.server.ts";
import { topUpInput, topUpProposal, topUpRuleInput } from "#app/domain/payouts/float.ts";
import { setTopUpRule } from "#app/domain/payouts/set-top-up-rule.server.ts";
import { topUpFlow } from "#app/domain/payouts/top-up-flow.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, settlementCurrencies, toMajor } from "#app/kernel/money.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, SelectField, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:float.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return { ...(await floatPage(context.db, context.stripe, context.now(), actor)), formId: newId() };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  if ((await request.clone().formData()).get("intent") === "rule") {
    const rule = await readForm(request, context, topUpRuleInput);
    if (!rule.ok) return rule.reply;
    const outcome = await context.db.transaction((tx) => setTopUpRule(tx, rule.value, contextOf(actor, context)));
    return redirect(outcome === "waits" ? "/desk/finance/approvals" : "/desk/finance/float");
  }
  const form = await readForm(request, context, topUpInput);
  if (!form.ok) return form.reply;
  await topUpFlow(context.db, context.stripe, form.value, contextOf(actor, context));
  return redirect("/desk/finance/float");
});

const tones: Record<string, Tone> = { pending: "marigold", succeeded: "green", failed: "red", canceled: "neutral" };

export default function FloatOfThePlatform() {
  const { floats, topUps, limits, formId } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const short = floats.map((one) => ({ currency: one.currency, missing: topUpProposal(one) })).filter((one) => one.missing > 0n);
  const [first] = short;
  return (
    <Page title={t("float.title")} subtitle={t("float.subtitle")}>
      {short.map(({ currency, missing }) => (
        <Notice
          key={currency}
          tone="marigold"
          title={t("float.short", { amount: formatMoney(money(missing, currency), locale) })}
        >
          <p>{t("float.shortText")}</p>
        </Notice>
      ))}
      <Card title={t("float.balances")}>
        <Table
          caption={t("float.balances")}
          columns={[
            { key: "currency", label: t("credit.currency") },
            { key: "available", label: t("float.available"), align: "right" },
            { key: "pending", label: t("float.pending"), align: "right" },
            { key: "due", label: t("float.due"), align: "right" },
            { key: "coming", label: t("float.coming"), align: "right" },
            { key: "advances", label: t("float.advances"), align: "right" },
            { key: "proposal", label: t("float.proposal"), align: "right" },
          ]}
        >
          {floats.map((one) => (
            <Row key={one.currency}>
              <Cell>{one.currency}</Cell>
              {(["available", "pending", "due", "coming", "advances"] as const).map((column) => (
                <Cell key={column} numeric>
                  <MoneyText value={money(one[column], one.currency)} />
                </Cell>
              ))}
              <Cell numeric className="font-medium">
                <MoneyText value={money(topUpProposal(one), one.currency)} />
              </Cell>
            </Row>
          ))}
        </Table>
      </Card>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card title={t("float.topUp")}>
          <Form intent="once" className="grid gap-4">
            <Hidden name="id" value={formId} />
            <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
              <TextField
                name="amount"
                label={t("credit.amount")}
                inputMode="decimal"
                autoComplete="off"
                required
                defaultValue={first ? toMajor(money(first.missing, first.currency)) : undefined}
              />
              <SelectField
                name="currency"
                label={t("credit.currency")}
                options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
                defaultValue={first?.currency ?? "USD"}
              />
            </div>
            <TextArea name="reason" label={t("float.reason")} hint={t("float.reasonHint")} rows={2} maxLength={500} required />
            <p className="text-soft text-sm">{t("float.text")}</p>
            <div>
              <Button>{t("float.do")}</Button>
            </div>
          </Form>
        </Card>
        <Card title={t("float.rule")}>
          <p className="mb-3 text-soft text-sm">{t("float.ruleText")}</p>
          <Facts
            items={settlementCurrencies.map((one) => ({
              label: one,
              value: limits[one] ? (
                t("float.upTo", { amount: formatMoney(money(limits[one], one), locale) })
              ) : (
                <span className="text-soft">{t("float.off")}</span>
              ),
            }))}
          />
          <Form intent="rule" className="mt-4 grid gap-4">
            <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
              <TextField
                name="weeklyLimit"
                label={t("float.limit")}
                hint={t("float.limitHint")}
                inputMode="decimal"
                autoComplete="off"
                required
              />
              <SelectField
                name="currency"
                label={t("credit.currency")}
                options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
                defaultValue="USD"
              />
            </div>
            <TextArea name="reason" label={t("float.reason")} hint={t("float.reasonHint")} rows={2} maxLength={500} required />
            <div>
              <Button variant="secondary">{t("float.setRule")}</Button>
            </div>
          </Form>
        </Card>
        <Card title={t("float.last")}>
          {topUps.length === 0 ? <p className="text-soft text-sm">{t("float.none")}</p> : null}
          <ul className="grid gap-3 text-sm">
            {topUps.map((one) => (
              <li key={one.id} className="grid gap-1">
                <span className="flex flex-wrap items-center justify-between gap-2">
                  <MoneyText value={money(one.amount, one.currency)} />
                  <Badge tone={tones[one.status]}>{t(`float.states.${one.status}`)}</Badge>
                </span>
                <span className="text-soft">
                  <When at={one.createdAt} />
                </span>
                {one.status === "pending" && one.expectedAt ? (
                  <span className="text-soft">
                    {t("float.expected")} <When at={one.expectedAt} />
                  </span>
                ) : null}
                <span className="break-words">{one.automatic ? t("float.byRule") : one.description}</span>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </Page>
  );
}
