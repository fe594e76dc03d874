import { type NotificationParams, notificationKinds, readableParams } from "#app/domain/notifications/notification.ts";
import { intlLocale, locales } from "#app/i18n/i18n.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { expect, test } from "#tests/setup/test.ts";

const everything: NotificationParams = {
  title: "Chat support",
  other: "Ana",
  amount: "123456",
  currency: "USD",
  week: "2026-11-09",
  minutes: 2_395,
  tier: "L2",
  day: "2026-11-30",
  code: "USD",
  percent: 80,
  number: 5,
  count: 3,
  at: "09:00–13:00 Europe/Lisbon",
  from: "Ana",
  to: "Bruno",
  source: "Stripe",
};

test.for(locales)("every kind is a sentence in %s with all its places filled", (locale) => {
  const sentences = notificationKinds.map((kind) =>
    translator(locale)(`notifications:kinds.${kind}`, readableParams(everything, intlLocale[locale])),
  );
  for (const sentence of sentences) expect(sentence).toMatch(/^[^{}]{12,160}[.»]$/);
  expect(new Set(sentences).size).toBe(notificationKinds.length);
});

test.for([
  ["en-GB", { amount: "123456", currency: "USD" }, "1,234.56 USD"],
  ["fr-FR", { amount: "123456", currency: "EUR" }, "1 234,56 EUR"],
  ["pt-BR", { amount: "123456", currency: "GBP" }, "1.234,56 GBP"],
  ["es-ES", { amount: "1234567", currency: "EUR" }, "12.345,67 EUR"],
  ["en-GB", { amount: "9007199254740993", currency: "USD" }, "90,071,992,547,409.93 USD"],
  ["en-GB", { amount: "1234", currency: "JPY" }, "1,234 JPY"],
] as const)("money for %s: %j", ([intl, params, shown]) => {
  expect(String(readableParams(params, intl).amount).replace(/\s/gu, " ")).toBe(shown);
});

test("weeks are Mondays of the calendar in every zone, hours are whole where they are", () => {
  expect(readableParams({ week: "2026-11-09", minutes: 120 }, "en-GB")).toMatchObject({ week: "9 November 2026", time: "2 h" });
  expect(readableParams({ minutes: 59 }, "en-GB").time).toBe("0 h 59 min");
});
