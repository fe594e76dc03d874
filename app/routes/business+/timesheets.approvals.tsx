import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { approveTimesheets, weeksInReview } from "#app/domain/timesheets/approve-timesheets.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { addMoney, money } from "#app/kernel/money.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("timesheets:approvals.title");

/** Weeks of more people than anybody reviews at once. */
const MOST = 5000;
const approvalsInput = z.object({
  weeks: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.uuid()).min(1).max(MOST)),
});

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const weeks = await weeksInReview(context.db, businessId, actor);
  const sums = new Map<string, { count: number; minutes: number; pay: bigint; fee: bigint }>();
  for (const { timesheet } of weeks) {
    const sum = sums.get(timesheet.currency) ?? { count: 0, minutes: 0, pay: 0n, fee: 0n };
    sums.set(timesheet.currency, {
      count: sum.count + 1,
      minutes: sum.minutes + timesheet.minutes,
      pay: sum.pay + timesheet.pay,
      fee: sum.fee + timesheet.fee,
    });
  }
  return { weeks, sums: [...sums].map(([currency, sum]) => ({ currency, ...sum })) };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, approvalsInput);
  if (!form.ok) return form.reply;
  const timesheetIds = form.value.weeks;
  await context.db.transaction((tx) => approveTimesheets(tx, { businessId, timesheetIds }, contextOf(actor, context)));
  return redirect("/business/timesheets?state=approved");
});

export default function Approvals() {
  const { weeks, sums } = useLoaderData<typeof loader>();
  const { t } = useTranslation("timesheets");
  return (
    <Page title={t("approvals.title")} back={{ to: "/business/timesheets", label: t("title") }}>
      {weeks.length === 0 ? (
        <EmptyState
          title={t("approvals.none")}
          action={
            <LinkButton to="/business/timesheets" variant="secondary">
              {t("title")}
            </LinkButton>
          }
        />
      ) : (
        <>
          <Card title={t("approvals.sum")}>
            <ul className="grid gap-1 text-sm">
              {sums.map(({ currency, count, minutes, pay, fee }) => (
                <li key={currency} className="flex flex-wrap justify-between gap-x-4">
                  <span>
                    {t("approvals.weeks", { count })} · <Minutes value={minutes} />
                  </span>
                  <span className="font-semibold">
                    <MoneyText value={addMoney(money(pay, currency), money(fee, currency))} />{" "}
                    <span className="font-normal text-soft">
                      {t("approvals.ofWhich")} <MoneyText value={money(fee, currency)} />
                    </span>
                  </span>
                </li>
              ))}
            </ul>
            <p className="text-soft text-sm">{t("approvals.text")}</p>
            <Form>
              <Hidden name="weeks" value={weeks.map((one) => one.timesheet.id).join(",")} />
              <Button>{t("approvals.action", { count: weeks.length })}</Button>
            </Form>
          </Card>
          <Table
            caption={t("approvals.title")}
            columns={[
              { key: "week", label: t("fields.week") },
              { key: "who", label: t("fields.agent") },
              { key: "minutes", label: t("fields.time"), align: "right" },
              { key: "pay", label: t("fields.pay"), align: "right" },
              { key: "fee", label: t("fields.fee"), align: "right" },
            ]}
          >
            {weeks.map(({ timesheet, agentName, title }) => (
              <Row key={timesheet.id}>
                <Cell className="whitespace-nowrap">
                  <Link to={`/business/timesheets/${timesheet.id}`} className="font-medium text-accent underline">
                    <When at={timesheet.week} format="date" />
                  </Link>
                </Cell>
                <Cell>
                  {agentName}
                  <span className="block text-faint text-xs">{title}</span>
                </Cell>
                <Cell numeric>
                  <Minutes value={timesheet.minutes} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(timesheet.pay, timesheet.currency)} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(timesheet.fee, timesheet.currency)} />
                </Cell>
              </Row>
            ))}
          </Table>
        </>
      )}
    </Page>
  );
}
