import type { Locale } from "./i18n.ts";
import { instanceOf } from "./instance.server.ts";

/** Words outside React (errors, mails): `translator("fr")("accounts:mail.verify.subject", { name })`. */
export function translator(locale: Locale) {
  const instance = instanceOf(locale);
  return (key: string, params: Record<string, unknown> = {}): string => String(instance.t(key, params));
}
