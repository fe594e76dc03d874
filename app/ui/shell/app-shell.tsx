import { Form, Link, NavLink, useRouteLoaderData } from "@remix-run/react";
import { Bell, Clock, LogOut, Menu, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Viewer } from "#app/domain/accounts/viewer.ts";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { type NavItem, NavList } from "./nav-list.tsx";
import { Popup } from "./popup.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { Glyph, Wordmark } from "./wordmark.tsx";

interface Root {
  viewer: Viewer | null;
  unread: number;
  demo: boolean;
  now: Date;
}

/** The frame of the three areas: navigation at the side, at the bottom on a phone; everything works without JavaScript. */
export function AppShell({ area, nav, children }: { area: "agent" | "business" | "desk"; nav: NavItem[]; children: ReactNode }) {
  const root = useRouteLoaderData("root") as Root | undefined;
  const { t } = useTranslation("shell");
  const viewer = root?.viewer ?? null;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] print:block">
      <a
        href="#main"
        className="sr-only z-20 rounded-lg bg-accent p-3 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <div className="hidden border-line border-r bg-raised lg:block print:hidden">
        <div className="sticky top-0 flex h-dvh flex-col gap-4 overflow-y-auto p-4">
          <Link to={`/${area}`} className="px-1">
            <Wordmark />
          </Link>
          <nav aria-label={t("nav.label")} className="grid gap-0.5">
            <NavList nav={nav} />
          </nav>
        </div>
      </div>
      <div className="flex min-w-0 flex-col pb-20 lg:pb-0">
        {root?.demo ? (
          <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-marigold-soft px-4 py-1.5 text-marigold text-sm print:hidden">
            <span className="inline-flex items-center gap-1.5">
              <Clock className="size-4" aria-hidden="true" />
              {t("demo.clock")} <When at={root.now} zone="UTC" />
            </span>
            <Link to="/dev/clock" className="underline">
              {t("demo.move")}
            </Link>
            <Link to="/dev/mail" className="underline">
              {t("demo.mail")}
            </Link>
          </div>
        ) : null}
        <header className="flex items-center justify-between gap-3 border-line border-b bg-raised px-4 py-2 print:hidden">
          <Link to={`/${area}`} className="lg:hidden" aria-label="Deskhand">
            <Glyph />
          </Link>
          <span className="hidden font-medium text-sm text-soft lg:block">{t(`area.${area}`)}</span>
          {viewer ? <Who viewer={viewer} unread={root?.unread ?? 0} /> : null}
        </header>
        <main id="main" className="min-w-0 flex-1 p-4 sm:p-6">
          {children}
        </main>
      </div>
      <nav
        aria-label={t("nav.phone")}
        className="fixed inset-x-0 bottom-0 z-10 grid auto-cols-fr grid-flow-col border-line border-t bg-raised lg:hidden print:hidden"
      >
        {nav
          .filter((item) => item.primary)
          .slice(0, 4)
          .map(({ to, label, icon: Icon }) => (
            <NavLink
              key={to}
              to={to}
              end={to === `/${area}`}
              className={({ isActive }) =>
                `grid min-h-14 justify-items-center gap-0.5 px-1 py-2 text-xs ${isActive ? "font-medium text-accent" : "text-soft"}`
              }
            >
              <Icon className="size-5" aria-hidden="true" />
              <span className="max-w-full truncate">{label}</span>
            </NavLink>
          ))}
        <Popup>
          <summary className="grid min-h-14 cursor-pointer list-none justify-items-center gap-0.5 px-1 py-2 text-soft text-xs">
            <Menu className="size-5" aria-hidden="true" />
            {t("nav.more")}
          </summary>
          <div className="fixed inset-x-0 bottom-14 grid max-h-[70dvh] gap-1 overflow-y-auto border-line border-t bg-raised p-3">
            <NavList nav={nav} />
          </div>
        </Popup>
      </nav>
    </div>
  );
}

function Who({ viewer, unread }: { viewer: Viewer; unread: number }) {
  const { t } = useTranslation("shell");
  const current = viewer.businesses.find((business) => business.id === viewer.businessId);
  return (
    <div className="ml-auto flex items-center gap-2">
      <Link
        to="/notifications"
        aria-label={unread > 0 ? t("unread", { count: unread }) : t("notifications")}
        className="relative grid size-10 place-content-center rounded-lg text-soft hover:bg-sunken"
      >
        <Bell className="size-5" aria-hidden="true" />
        {unread > 0 ? (
          <span
            aria-hidden="true"
            className="tabular absolute top-0.5 right-0.5 min-w-4.5 rounded-full bg-accent px-1 text-center font-semibold text-on-accent text-xs leading-4.5"
          >
            {unread > 99 ? "99+" : unread}
          </span>
        ) : null}
      </Link>
      <Popup className="relative">
        <summary className="flex min-h-10 cursor-pointer list-none items-center gap-2 rounded-lg px-2 hover:bg-sunken">
          <Avatar id={viewer.id} name={viewer.name} size={30} />
          <span className="hidden text-left text-sm sm:block">
            <span className="block font-medium leading-tight">{viewer.name}</span>
            {current ? <span className="block text-faint text-xs leading-tight">{current.name}</span> : null}
          </span>
          <span className="sr-only">{t("menu")}</span>
        </summary>
        <div className="absolute right-0 z-20 mt-1 grid w-72 gap-3 rounded-lg border border-line bg-raised p-3 shadow-lg">
          {viewer.businesses.length > 1 ? (
            <Form method="post" action="/resources/current-business" className="grid gap-1">
              <p className="font-medium text-sm">{t("businesses")}</p>
              {viewer.businesses.map((business) => (
                <button
                  key={business.id}
                  type="submit"
                  name="businessId"
                  value={business.id}
                  aria-current={business.id === viewer.businessId || undefined}
                  className={`rounded-lg px-3 py-1.5 text-left text-sm hover:bg-sunken ${business.id === viewer.businessId ? "font-medium text-accent" : ""}`}
                >
                  {business.name}
                </button>
              ))}
            </Form>
          ) : null}
          <PreferencesForm />
          <Link to="/settings" className="flex items-center gap-2 rounded-lg px-3 py-1.5 text-sm hover:bg-sunken">
            <Settings className="size-4" aria-hidden="true" />
            {t("settings")}
          </Link>
          <Form method="post" action="/auth/sign-out">
            <button
              type="submit"
              className="flex w-full items-center gap-2 rounded-lg px-3 py-1.5 text-left text-sm hover:bg-sunken"
            >
              <LogOut className="size-4" aria-hidden="true" />
              {t("signOut")}
            </button>
          </Form>
        </div>
      </Popup>
    </div>
  );
}
