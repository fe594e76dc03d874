import { Link, useLoaderData } from "@remix-run/react";
import { CalendarDays, Check, Handshake, Receipt, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { loaderOf } from "#app/http/route.server.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { SampleMorning } from "#app/ui/public/sample-morning.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { PreferencesForm } from "#app/ui/shell/preferences-form.tsx";
import { Wordmark } from "#app/ui/shell/wordmark.tsx";

export const meta = pageTitle("public:title");

const areas = { agent: "/agent", member: "/business", staff: "/desk" } as const;

export const loader = loaderOf(({ context }) => ({
  home: context.viewer ? areas[context.viewer.kind] : null,
  demo: context.demo,
}));

const steps = [
  ["post", UsersRound],
  ["hire", Handshake],
  ["diary", CalendarDays],
  ["pay", Receipt],
] as const;

const fair = ["same", "terms", "pay", "reasons"] as const;

export default function Landing() {
  const { home, demo } = useLoaderData<typeof loader>();
  const { t } = useTranslation("public");
  return (
    <div className="mx-auto grid max-w-6xl gap-14 px-4 py-6 sm:px-6">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <Wordmark />
        {home ? (
          <LinkButton to={home}>{t("shell:nav.home")}</LinkButton>
        ) : (
          <div className="flex gap-2">
            <LinkButton to="/auth/sign-in" variant="ghost">
              {t("shell:signIn")}
            </LinkButton>
            <LinkButton to="/auth/sign-up" variant="secondary">
              {t("shell:signUp")}
            </LinkButton>
          </div>
        )}
      </header>
      <main className="grid gap-14">
        <div className="grid items-center gap-10 lg:grid-cols-[minmax(0,1fr)_26rem]">
          <section className="grid gap-5">
            <h1 className="whitespace-pre-line font-semibold text-2xl leading-tight tracking-tight sm:text-4xl">{t("hero")}</h1>
            <p className="max-w-2xl text-soft text-xl">{t("lead")}</p>
            {home ? null : (
              <div className="flex flex-wrap gap-3">
                <LinkButton to="/auth/sign-up/business">{t("forBusiness")}</LinkButton>
                <LinkButton to="/auth/sign-up/agent" variant="secondary">
                  {t("forAgents")}
                </LinkButton>
              </div>
            )}
            {demo && !home ? (
              <p className="text-marigold">
                <Link to="/auth/sign-in" className="underline">
                  {t("demo")}
                </Link>
              </p>
            ) : null}
          </section>
          <SampleMorning />
        </div>
        <section className="grid gap-4" aria-labelledby="steps">
          <h2 id="steps" className="font-semibold text-xl">
            {t("steps.title")}
          </h2>
          <ol className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            {steps.map(([name, Icon]) => (
              <li key={name} className="grid content-start gap-2 rounded-lg border border-line bg-raised p-4">
                <Icon className="size-6 text-accent" aria-hidden="true" />
                <h3 className="font-semibold">{t(`steps.${name}.title`)}</h3>
                <p className="text-soft text-sm">{t(`steps.${name}.text`)}</p>
              </li>
            ))}
          </ol>
        </section>
        <div className="grid gap-4 lg:grid-cols-2">
          <Card title={t("fee.title")} tone="sunken" className="content-start">
            <p>{t("fee.text")}</p>
          </Card>
          <Card title={t("fair.title")} tone="sunken" className="content-start">
            <ul className="grid gap-1.5">
              {fair.map((name) => (
                <li key={name} className="flex gap-2">
                  <Check className="mt-1 size-4 shrink-0 text-accent" aria-hidden="true" />
                  {t(`fair.${name}`)}
                </li>
              ))}
            </ul>
          </Card>
        </div>
      </main>
      <footer className="flex flex-wrap items-end justify-between gap-6 border-line border-t pt-6">
        <p className="max-w-xl text-soft text-sm">{t("what")}</p>
        <div className="w-full max-w-xs">
          <PreferencesForm />
        </div>
      </footer>
    </div>
  );
}
