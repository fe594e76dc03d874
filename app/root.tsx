import "@fontsource-variable/inter/index.css";
import "./ui/kit/tokens.css";
import type { MetaFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { loaderOf } from "./http/route.server.ts";
import { noteViewer } from "./ui/diary/tracker-offline.ts";
import { useNonce } from "./ui/shell/nonce.tsx";
import { spokenTitle, titlesSpokenBy } from "./ui/shell/page-title.ts";
import { QuietRefusal, refusalKey } from "./ui/shell/refusal.tsx";

export const loader = loaderOf(({ context }) => ({
  locale: context.locale,
  theme: context.theme,
  timeZone: context.timeZone,
  demo: context.demo,
  now: context.now(),
  viewer: context.viewer,
  unread: context.unread,
}));

/** Pages have titles of their own; this one is of what stands in a page's place when it cannot be shown. */
export const meta: MetaFunction = ({ error }) => {
  return [{ title: error ? spokenTitle(`${refusalKey(error)}.title`) : "Deskhand" }];
};

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
        <link rel="apple-touch-icon" href="/icon-192.png" />
        <link rel="manifest" href="/tracker.webmanifest" />
        <meta name="theme-color" content="#12736f" />
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
  const { viewer } = useLoaderData<typeof loader>();
  const [id, kind] = [viewer?.id, viewer?.kind];
  useEffect(() => void noteViewer(id && kind ? { id, kind } : null), [id, kind]);
  return <Outlet />;
}

export function ErrorBoundary() {
  return <QuietRefusal />;
}
