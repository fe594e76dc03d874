import type { AppLoadContext } from "@remix-run/node";
import type { Request } from "express";
import { readSession, readSessionToken } from "#app/domain/accounts/session.server.ts";
import { unreadOfUser } from "#app/domain/notifications/inbox.server.ts";
import { type Locale, locales } from "#app/i18n/i18n.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { isTimeZone } from "#app/kernel/time.ts";
import type { Theme } from "./load-context.ts";
import type { ServerDeps } from "./server-deps.ts";

/** Reads who is asking and how they like to read, once a request (one query when a session cookie is there). */
export async function loadContext(deps: ServerDeps, request: Request, cspNonce: string): Promise<AppLoadContext> {
  const token = readSessionToken(request.headers.cookie ?? null, deps.env.PUBLIC_URL);
  const session = token ? await readSession(deps.db, token, unreadOfUser) : null;
  const viewer = session?.viewer ?? null;
  const prefs = preferences(request.headers.cookie ?? "");
  const locale = viewer?.locale ?? prefs.locale ?? fromAcceptLanguage(request.headers["accept-language"] ?? "");
  return {
    cspNonce,
    db: deps.db,
    stripe: deps.stripe,
    storage: deps.storage,
    matcher: deps.matcher,
    env: deps.env,
    now: () => deps.clock.now(),
    locale,
    theme: viewer?.theme ?? prefs.theme ?? "system",
    timeZone: viewer?.timeZone ?? prefs.timeZone ?? "UTC",
    viewer,
    unread: session?.more ?? 0,
    sessionToken: viewer ? token : null,
    network: request.ip ?? "unknown",
    demo: deps.env.demo,
    translate: translator(locale),
  };
}

interface Preferences {
  locale?: Locale;
  theme?: Theme;
  timeZone?: string;
}

/** The `prefs` cookie of somebody signed out; anything odd in it is left aside. */
function preferences(cookies: string): Preferences {
  const raw = /(?:^|;\s*)prefs=([^;]+)/.exec(cookies)?.[1];
  if (!raw) return {};
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(decodeURIComponent(raw)) as Record<string, unknown>;
  } catch {
    return {}; // a cookie of somebody's own making
  }
  return {
    locale: locales.find((one) => one === read?.locale),
    theme: (["system", "light", "dark"] as const).find((one) => one === read?.theme),
    timeZone: typeof read?.timeZone === "string" && isTimeZone(read.timeZone) ? read.timeZone : undefined,
  };
}

/** The first language of the browser's list that we speak, English otherwise. */
function fromAcceptLanguage(header: string): Locale {
  const wanted = header
    .split(",")
    .map((part) => {
      const [tag = "", quality] = part.trim().split(/;\s*q=/);
      return { language: tag.slice(0, 2).toLowerCase(), quality: Number(quality ?? 1) };
    })
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const known = locales.find((one) => one === language);
    if (known) return known;
  }
  return "en";
}
