import "@fontsource-variable/inter/index.css";
import "./ui/kit/tokens.css";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { loaderOf } from "./http/route.server.ts";
import { LinkButton } from "./ui/kit/button.tsx";
import { useNonce } from "./ui/shell/nonce.tsx";
import { titlesSpokenBy } from "./ui/shell/page-title.ts";
import { Wordmark } from "./ui/shell/wordmark.tsx";

export const loader = loaderOf(({ context }) => ({
  locale: context.locale,
  theme: context.theme,
  timeZone: context.timeZone,
  demo: context.demo,
  now: context.now(),
  viewer: context.viewer,
}));

/** Follows the system's theme before the first paint, so that nothing flashes. */
const themeScript = `var d=document.documentElement;if(d.dataset.choice==="system"){var m=matchMedia("(prefers-color-scheme: dark)");var s=function(){d.dataset.theme=m.matches?"dark":"light"};s();m.addEventListener("change",s)}`;

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const nonce = useNonce();
  const { t, i18n } = useTranslation();
  titlesSpokenBy((key) => t(key));
  const theme = root?.theme ?? "system";
  return (
    <html
      lang={i18n.language === "pt" ? "pt-BR" : i18n.language}
      data-locale={i18n.language}
      data-choice={theme}
      data-theme={theme === "dark" ? "dark" : "light"}
      suppressHydrationWarning
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

interface Refusal {
  error?: { key: string; params: Record<string, string | number> };
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { t } = useTranslation("errors");
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const refusal = isRouteErrorResponse(error) ? (error.data as Refusal | null)?.error : undefined;
  const known = [400, 403, 404, 409, 429].includes(status) ? status : 500;
  return (
    <main className="mx-auto grid min-h-dvh max-w-xl content-center gap-4 p-6">
      <Wordmark />
      <p className="text-sm text-faint tabular">{status}</p>
      <h1 className="font-semibold text-2xl">{t(`page.${known}.title`)}</h1>
      <p className="text-soft">{refusal ? t(refusal.key, refusal.params) : t(`page.${known}.text`)}</p>
      <p>
        <LinkButton to="/">{t("page.home")}</LinkButton>
      </p>
    </main>
  );
}
