import { redirect } from "@remix-run/node";
import { z } from "zod";
import { saveAccount } from "#app/domain/accounts/save-account.server.ts";
import { actorOf, localPath } from "#app/domain/accounts/viewer.ts";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, contextOf } from "#app/http/route.server.ts";
import { locales } from "#app/i18n/i18n.ts";

const input = z.object({
  locale: z.enum(locales),
  theme: z.enum(["system", "light", "dark"]),
  back: z.string().max(500).default("/"),
});

/** Language and theme: kept with the person when signed in, in a cookie otherwise. */
export const action = actionOf(async ({ request, context }) => {
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { locale, theme, back } = form.value;
  const { viewer } = context;
  if (viewer) await context.db.transaction((tx) => saveAccount(tx, { locale, theme }, contextOf(actorOf(viewer), context)));
  const prefs = encodeURIComponent(JSON.stringify({ locale, theme, timeZone: context.timeZone }));
  const secure = context.env.PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
  const cookie = `prefs=${prefs}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax${secure}`;
  return redirect(localPath(back, "/"), { headers: { "Set-Cookie": cookie } });
});
