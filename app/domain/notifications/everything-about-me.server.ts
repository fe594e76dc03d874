import { myAccount } from "#app/domain/accounts/my-account.server.ts";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import type { PersonalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { myProfile } from "#app/domain/agents/my-profile.server.ts";
import { myInvoices } from "#app/domain/billing/my-invoices.server.ts";
import { myContracts } from "#app/domain/contracts/my-contracts.server.ts";
import { myDiary } from "#app/domain/diary/my-diary.server.ts";
import { myDisputes } from "#app/domain/disputes/my-disputes.server.ts";
import { myHelpdesks } from "#app/domain/helpdesks/my-helpdesks.server.ts";
import { myHiring } from "#app/domain/hiring/my-hiring.server.ts";
import { myMatchProfile } from "#app/domain/matching/my-match-profile.server.ts";
import { myMessages } from "#app/domain/messaging/my-messages.server.ts";
import { myPayouts } from "#app/domain/payouts/my-payouts.server.ts";
import { myReviews } from "#app/domain/reviews/my-reviews.server.ts";
import { myShifts } from "#app/domain/shifts/my-shifts.server.ts";
import type { FieldCipher } from "#app/domain/taxes/field-cipher.server.ts";
import { myTaxes } from "#app/domain/taxes/my-taxes.server.ts";
import { myTiers } from "#app/domain/tiers/my-tiers.server.ts";
import { myTimesheets } from "#app/domain/timesheets/my-timesheets.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { myNotifications } from "./my-notifications.server.ts";

/** What each module keeps about a person, by the module's name. @throws NotFound for the system, which is nobody */
export function everythingAboutMe(db: Queryable, actor: Actor, cipher: FieldCipher): [module: string, rows: PersonalRows[]][] {
  const { userId } = actor;
  if (!userId) throw new NotFound();
  return [
    ["accounts", myAccount(db, userId)],
    ["messaging", myMessages(userId)],
    ["agents", myProfile(userId)],
    ["tiers", myTiers(userId)],
    ["matching", myMatchProfile(userId)],
    ["hiring", myHiring(userId)],
    ["contracts", myContracts(db, userId)],
    ["shifts", myShifts(db, userId)],
    ["helpdesks", myHelpdesks(db, userId)],
    ["diary", myDiary(db, userId)],
    ["timesheets", myTimesheets(db, userId)],
    ["taxes", myTaxes(userId, cipher)],
    ["billing", myInvoices(db, userId)],
    ["payouts", myPayouts(db, userId)],
    ["disputes", myDisputes(db, userId)],
    ["reviews", myReviews(userId)],
    ["notifications", myNotifications(userId)],
  ];
}

type Translate = (key: string, params?: Record<string, unknown>) => string;

/**
 * The same as files: one of JSON a table that has something, `<module>/<table>.json`, and at the end the index that says in the person's words
 * what stands where. Each is read when it is asked for, in pieces. Amounts are minor units, instants UTC (ISO 8601).
 * @param t the person's language
 */
export async function* filesAboutMe(
  db: Queryable,
  { actor, now, cipher, t }: { actor: Actor; now: Date; cipher: FieldCipher; t: Translate },
): AsyncGenerator<{ name: string; pieces: AsyncIterable<string> }> {
  const index: string[] = [t("accounts:myData.file.title"), "", t("accounts:myData.file.made", { at: now.toISOString() })];
  index.push(t("accounts:myData.file.how"), "");
  for (const [module, tables] of everythingAboutMe(db, actor, cipher)) {
    const names: string[] = [];
    for (const { table, pages } of tables) {
      const iterator = pages(db)[Symbol.asyncIterator]();
      const first = await iterator.next();
      if (first.done) continue;
      const name = `${module}/${table}.json`;
      names.push(name);
      yield { name, pieces: asJson(first.value, iterator) };
    }
    if (names.length > 0) index.push(t(`accounts:myData.file.modules.${module}`), ...names.map((name) => `  ${name}`), "");
  }
  index.push(t("accounts:myData.file.missing"), "");
  yield { name: "README.txt", pieces: once(index.join("\r\n")) };
}

async function* once(text: string) {
  yield text;
}

async function* asJson(first: Record<string, unknown>[], rest: AsyncIterator<Record<string, unknown>[]>) {
  const text = (row: unknown) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value));
  yield `[\n${first.map(text).join(",\n")}`;
  for (let page = await rest.next(); !page.done; page = await rest.next()) yield `,\n${page.value.map(text).join(",\n")}`;
  yield "\n]\n";
}
