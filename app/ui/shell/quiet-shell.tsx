import { Form, Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { useViewer } from "./viewer.ts";
import { Wordmark } from "./wordmark.tsx";

/** A page of one task: the wordmark, what there is to do, and language and theme for those who cannot read it. */
export function QuietShell({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation("shell");
  const viewer = useViewer();
  const width = `mx-auto w-full px-4 ${wide ? "max-w-4xl" : "max-w-lg"}`;
  return (
    <div className="flex min-h-dvh flex-col bg-paper text-ink">
      <header className={`${width} flex items-center justify-between gap-3 py-5`}>
        <Link to="/" className="inline-block rounded-lg">
          <Wordmark />
        </Link>
        {viewer ? (
          <Form method="post" action="/auth/sign-out">
            <Button variant="ghost" size="sm">
              {t("signOut")}
            </Button>
          </Form>
        ) : null}
      </header>
      <main className={`${width} flex-1 pb-12`}>{children}</main>
      <footer className={`${width} pb-8`}>
        <PreferencesForm />
      </footer>
    </div>
  );
}
