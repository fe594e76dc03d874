import { redirect } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { clockTarget, setClockTarget } from "#app/kernel/business-clock.server.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import { addDays, addMinutes, shiftWeek, startOfWeek, weekClocks, weekOf } from "#app/kernel/time.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PersonalShell } from "#app/ui/shell/area-shell.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

/** Where the demo's clock can be sent; `close`, `review`, `available` are the next ones of the week's rules. */
const jumps = ["hour", "day", "close", "review", "available", "week"] as const;
const input = z.object({ to: z.enum(jumps) });
const FURTHEST_DAYS = 370;

export const meta = pageTitle("dev:clock.title");

export const loader = loaderOf(async ({ context }) => {
  if (!context.demo) throw new NotFound();
  const now = context.now();
  return { now, target: await clockTarget(context.db), jumps: jumps.map((name) => ({ name, at: destination(name, now) })) };
});

export const action = actionOf(async ({ context, request }) => {
  if (!context.demo) throw new NotFound();
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const to = destination(form.value.to, context.now());
  if (to > addDays(new Date(), FURTHEST_DAYS)) throw new Invalid("to", "dev:errors.tooFar");
  await setClockTarget(context.db, to);
  return redirect("/dev/clock");
});

function destination(name: (typeof jumps)[number], now: Date): Date {
  if (name === "hour") return addMinutes(now, 60);
  if (name === "day") return addDays(now, 1);
  if (name === "week") return addDays(now, 7);
  const rule = { close: "closesAt", review: "reviewUntil", available: "availableAt" } as const;
  for (let week = shiftWeek(weekOf(now), -2); ; week = shiftWeek(week, 1)) {
    const instant = addMinutes(weekClocks(week)[rule[name]], 2);
    if (instant > now) return instant > startOfWeek(week) ? instant : now;
  }
}

export default function DemoClock() {
  const { now, target, jumps } = useLoaderData<typeof loader>();
  const { t } = useTranslation("dev");
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!target) return;
    const timer = setInterval(revalidate, 1000);
    return () => clearInterval(timer);
  }, [target, revalidate]);
  return (
    <PersonalShell>
      <Page title={t("clock.title")} subtitle={t("clock.subtitle")}>
        {target ? (
          <Notice tone="marigold" title={t("clock.moving")}>
            <When at={now} format="datetime" zone="UTC" /> → <When at={target} format="datetime" zone="UTC" />
          </Notice>
        ) : null}
        <Card>
          <Facts items={[{ label: t("clock.now"), value: <When at={now} format="datetime" zone="UTC" /> }]} />
        </Card>
        <Form method="post">
          <ul className="mt-4 grid gap-2">
            {jumps.map(({ name, at }) => (
              <li key={name} className="flex items-center justify-between gap-3 rounded-lg border border-line bg-raised p-3">
                <span className="min-w-0">
                  {t(`clock.jumps.${name}`)}
                  <span className="block text-sm text-soft">
                    <When at={at} format="datetime" zone="UTC" />
                  </span>
                </span>
                <Button variant="secondary" name="to" value={name} disabled={target !== null}>
                  {t("clock.go")}
                </Button>
              </li>
            ))}
          </ul>
        </Form>
      </Page>
    </PersonalShell>
  );
}
