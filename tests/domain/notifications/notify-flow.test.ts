import { desc, eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { notifyFlow } from "#app/domain/notifications/notify-flow.server.ts";
import { readNotification } from "#app/domain/notifications/read-notification.server.ts";
import type { Mail } from "#app/edges/mail/mail.server.ts";
import { intlLocale } from "#app/i18n/i18n.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { EventName, EventPayloads } from "#app/kernel/record-event.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { bills } from "#db/schema/billing.ts";
import { events } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import { payouts } from "#db/schema/payouts.ts";
import { promotions } from "#db/schema/tiers.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const mailing = { publicUrl: "https://deskhand.example", translatorFor: translator };

function postbox() {
  const mails: Mail[] = [];
  return { mails, mail: { send: async (mail: Mail) => void mails.push(mail) } };
}

/** What happened, told as the job tells it. @returns the event's number, to tell it again */
async function tell<Name extends EventName>(
  db: Db,
  name: Name,
  payload: EventPayloads[Name],
  by: { userId: string | null },
  mail: Parameters<typeof notifyFlow>[1],
): Promise<string> {
  await db.transaction((tx) => recordEvent(tx, name, payload, { actor: by, now }));
  const [event] = await db
    .select({ seq: events.seq })
    .from(events)
    .where(eq(events.name, name))
    .orderBy(desc(events.seq))
    .limit(1);
  const seq = String(event!.seq);
  await again(db, name, payload, seq, mail);
  return seq;
}
function again(db: Db, event: EventName, payload: object, seq: string, mail: Parameters<typeof notifyFlow>[1]) {
  return notifyFlow(
    db,
    mail,
    { event, seq, payload: payload as Record<string, unknown> },
    { now, mailing, intlOf: (locale) => intlLocale[locale] },
  );
}

/** A contract with one of everything that can be told about it. */
async function givenWork(db: Db) {
  const given = await givenContract(db);
  const { people, freelancer, contract } = given;
  const both = { businessId: people.business.id, agentId: freelancer.agentId };
  const week = "2026-11-09";
  const [timesheet] = await db
    .insert(timesheets)
    .values({
      ...both,
      id: newId(),
      contractId: contract.id,
      week,
      billWeek: week,
      minutes: 2_395,
      hourlyRate: 725n,
      currency: "USD",
      pay: 28_940n,
      feeBps: 1000,
      fee: 2_894n,
      frozenAt: now,
      reviewUntil: at("2026-11-21T00:00Z"),
      availableAt: at("2026-11-25T12:00Z"),
    })
    .returning();
  const [bill] = await db
    .insert(bills)
    .values({
      id: newId(),
      businessId: people.business.id,
      week,
      currency: "USD",
      // A refused charge is told of only while the bill is still unpaid.
      state: "failed",
      pay: 28_940n,
      fee: 2_894n,
      tax: 0n,
      total: 31_834n,
      closedAt: now,
    })
    .returning();
  const [payout] = await db
    .insert(payouts)
    .values({
      id: newId(),
      agentId: freelancer.agentId,
      amount: 28_940n,
      currency: "USD",
      localAmount: 25_010n,
      localCurrency: "EUR",
      stripeAccountId: "acct_1",
      reservedAt: now,
    })
    .returning();
  const [promotion] = await db
    .insert(promotions)
    .values({
      ...both,
      id: newId(),
      contractId: contract.id,
      fromTier: "L1",
      toTier: "L2",
      barVersion: 1,
      facts: {},
      verdict: {},
      proposedWeek: "2026-11-16",
      proposedAt: now,
    })
    .returning();
  return { ...given, timesheet: timesheet!, bill: bill!, payout: payout!, promotion: promotion! };
}
type Work = Awaited<ReturnType<typeof givenWork>>;

/** Who is told what: "agent: kind @ place". By whom it was done is left out. */
const stories: {
  name: EventName;
  payload: (work: Work) => object;
  by: (work: Work) => Actor | { userId: null };
  told: string[];
}[] = [
  ...(["amendment.proposed", "amendment.accepted", "amendment.declined", "contract.ended"] as const).map((name) => ({
    name,
    payload: ({ contract }: Work) => ({ amendmentId: contract.id, contractId: contract.id }),
    by: ({ people }: Work) => people.manager,
    told: [`agent: ${name.replace(".", "-")} @ /agent/contracts/`, `owner: ${name.replace(".", "-")} @ /business/contracts/`],
  })),
  {
    name: "contract.accepted",
    payload: ({ contract }) => ({ contractId: contract.id }),
    by: ({ freelancer }) => freelancer.agent,
    told: ["manager: contract-accepted @ /business/contracts/", "owner: contract-accepted @ /business/contracts/"],
  },
  {
    name: "review.revealed",
    payload: ({ contract }) => ({ contractId: contract.id }),
    by: () => ({ userId: null }),
    told: [
      "agent: review-revealed @ /agent/contracts/",
      "manager: review-revealed @ /business/contracts/",
      "owner: review-revealed @ /business/contracts/",
    ],
  },
  ...(
    [
      ["invited", "manager", ["agent: application-invited @ /agent/applications/"]],
      [
        "applied",
        "agent",
        ["manager: application-applied @ /business/applications/", "owner: application-applied @ /business/applications/"],
      ],
      ["shortlisted", "manager", ["agent: application-shortlisted @ /agent/applications/"]],
      [
        "declined",
        "agent",
        ["manager: application-declined @ /business/applications/", "owner: application-declined @ /business/applications/"],
      ],
      [
        "withdrawn",
        "agent",
        ["manager: application-withdrawn @ /business/applications/", "owner: application-withdrawn @ /business/applications/"],
      ],
      ["offered", "manager", []],
      ["hired", "agent", []],
    ] as const
  ).map(([state, by, told]) => ({
    name: "application.changed" as const,
    payload: ({ application }: Work) => ({ applicationId: application.id, state }),
    by: ({ people, freelancer }: Work) => (by === "agent" ? freelancer.agent : people.manager),
    told: [...told],
  })),
  {
    name: "offer.sent",
    payload: ({ offer }) => ({ offerId: offer.id }),
    by: ({ people }) => people.manager,
    told: ["agent: offer-sent @ /agent/offers/"],
  },
  ...(
    [
      [
        "declined",
        "agent",
        ["manager: offer-declined @ /business/applications/", "owner: offer-declined @ /business/applications/"],
      ],
      ["withdrawn", "manager", ["agent: offer-withdrawn @ /agent/offers/"]],
      [
        "expired",
        null,
        [
          "agent: offer-expired @ /agent/offers/",
          "manager: offer-expired @ /business/applications/",
          "owner: offer-expired @ /business/applications/",
        ],
      ],
      ["accepted", "agent", []],
    ] as const
  ).map(([state, by, told]) => ({
    name: "offer.answered" as const,
    payload: ({ offer }: Work) => ({ offerId: offer.id, state }),
    by: ({ people, freelancer }: Work) => (by === null ? { userId: null } : by === "agent" ? freelancer.agent : people.manager),
    told: [...told],
  })),
  {
    name: "timesheet.frozen",
    payload: ({ timesheet }) => ({ timesheetId: timesheet.id }),
    by: () => ({ userId: null }),
    told: [
      "agent: timesheet-frozen-agent @ /agent/timesheets/",
      "manager: timesheet-frozen-business @ /business/timesheets/",
      "owner: timesheet-frozen-business @ /business/timesheets/",
    ],
  },
  {
    name: "timesheet.approved",
    payload: ({ timesheet }) => ({ timesheetId: timesheet.id }),
    by: ({ people }) => people.manager,
    told: ["agent: timesheet-approved @ /agent/timesheets/"],
  },
  ...(["bill.closed", "bill.paid", "charge.failed"] as const).map((name) => ({
    name,
    payload: ({ bill }: Work) => ({ billId: bill.id, chargeId: bill.id }),
    by: () => ({ userId: null }),
    told: [`finance: ${name.replace(".", "-")} @ /business/bills/`, `owner: ${name.replace(".", "-")} @ /business/bills/`],
  })),
  ...(["payout.paid", "payout.failed"] as const).map((name) => ({
    name,
    payload: ({ payout }: Work) => ({ payoutId: payout.id }),
    by: () => ({ userId: null }),
    told: [`agent: ${name.replace(".", "-")} @ /agent/payouts/`],
  })),
  {
    name: "promotion.proposed",
    payload: ({ promotion }) => ({ promotionId: promotion.id }),
    by: () => ({ userId: null }),
    told: ["manager: promotion-proposed @ /business/promotions/", "owner: promotion-proposed @ /business/promotions/"],
  },
  ...(["promotion.approved", "promotion.declined"] as const).map((name) => ({
    name,
    payload: ({ promotion }: Work) => ({ promotionId: promotion.id }),
    by: ({ people }: Work) => people.owner,
    told: [`agent: ${name.replace(".", "-")} @ /agent/tier`],
  })),
];

test.for(stories.map((story) => [`${story.name} ${story.told.length === 0 ? "told by another event" : ""}`, story] as const))(
  "%s",
  async ([, { name, payload, by, told }], { db }) => {
    const work = await givenWork(db);
    const { mails, mail } = postbox();
    const asked = payload(work) as EventPayloads[typeof name];
    const seq = await tell(db, name, asked, by(work), mail);
    await again(db, name, asked, seq, mail); // the job is tried again: nobody is told twice

    const names = new Map<string, string>([
      [work.freelancer.agentId, "agent"],
      ...(["owner", "manager", "finance", "viewer"] as const).map((role) => [work.people[role].userId, role] as const),
    ]);
    const rows = await db
      .select()
      .from(notifications)
      .where(eq(notifications.key, `${name}:${seq}`));
    const seen = rows.map((row) => `${names.get(row.userId)}: ${row.kind} @ ${row.href.replace(/[0-9a-f-]{36}$/, "")}`);
    expect(seen.sort()).toEqual(told);
    // A closed bill is mailed with its documents, by a flow of its own.
    const byMail = name !== "bill.closed";
    expect(rows.every((row) => (row.mailedAt !== null) === byMail)).toBe(true);
    expect(mails).toHaveLength(byMail ? told.length : 0);
    for (const { subject, text } of mails) {
      expect(subject).not.toMatch(/kinds\.|\{\{|undefined|null/);
      expect(text).toMatch(/https:\/\/deskhand\.example\/notifications\/[0-9a-f-]{36}/);
    }
  },
);

test("each reads money, dates and hours in their own language", async ({ db }) => {
  const work = await givenWork(db);
  await db.update(users).set({ locale: "pt" }).where(eq(users.id, work.people.owner.userId));
  await db.update(users).set({ locale: "fr" }).where(eq(users.id, work.people.manager.userId));
  const { mails, mail } = postbox();
  await tell(db, "timesheet.frozen", { timesheetId: work.timesheet.id }, { userId: null }, mail);
  await tell(db, "payout.paid", { payoutId: work.payout.id }, { userId: null }, mail);
  const subjects = mails.map(({ subject }) => subject.replace(/\s/g, " "));
  expect(subjects).toContain("Your week of 9 November 2026 for Lumen is closed: 39 h 55 min, 289.40 USD.");
  expect(subjects).toContain(
    "A semana de 9 de novembro de 2026 de Ana Almeida está pronta para revisão: 39 h 55 min, 289,40 USD.",
  );
  expect(subjects).toContain("La semaine du 9 novembre 2026 de Ana Almeida est à vérifier : 39 h 55 min, 289,40 USD.");
  expect(subjects).toContain("250.10 EUR has arrived at your bank.");
});

test("messages of one conversation are told once until they are read, and never to the one who writes", async ({ db }) => {
  const { contract, people, freelancer } = await givenContract(db);
  const { mails, mail } = postbox();
  const write = async (actor: Actor, body: string) => {
    const message = await db.transaction((tx) =>
      sendMessage(tx, { conversationId: contract.conversationId, body }, { actor, now }),
    );
    await tell(db, "message.sent", { conversationId: contract.conversationId, seq: String(message!.seq) }, actor, mail);
  };
  const unreadOf = async (userId: string) =>
    (await db.select().from(notifications).where(eq(notifications.userId, userId))).filter(({ kind }) => kind === "message");

  await write(freelancer.agent, "Good morning");
  await write(freelancer.agent, "I start at nine");
  expect(mails.map(({ subject }) => subject)).toEqual([
    "New message from Ana Almeida about “Chat support”.",
    "New message from Ana Almeida about “Chat support”.",
  ]);
  expect(await unreadOf(people.finance.userId)).toEqual([]);
  expect(await unreadOf(freelancer.agentId)).toEqual([]);

  const [waiting] = await unreadOf(people.manager.userId);
  await db.transaction((tx) => readNotification(tx, { id: waiting!.id }, { actor: people.manager, now }));
  await write(freelancer.agent, "Are you there?");
  expect(await unreadOf(people.manager.userId)).toHaveLength(2);
  expect(await unreadOf(people.owner.userId)).toHaveLength(1);
  await write(people.manager, "I am");
  expect(await unreadOf(freelancer.agentId)).toHaveLength(1);
});

test("when the mail server is down, the product has told them already, and the next try mails what is left", async ({ db }) => {
  const work = await givenWork(db);
  const { mails, mail } = postbox();
  let first = true;
  const shaky = {
    send: async (letter: Mail) => {
      if (mails.length === 1 && first) {
        first = false;
        throw new Error("421 try later");
      }
      await mail.send(letter);
    },
  };
  const payload = { billId: work.bill.id };
  await expect(tell(db, "bill.paid", payload, { userId: null }, shaky)).rejects.toThrow("421");
  const told = await db.select().from(notifications).where(eq(notifications.kind, "bill-paid"));
  const ours = told.filter(({ userId }) => [work.people.owner.userId, work.people.finance.userId].includes(userId));
  expect(ours).toHaveLength(2);
  const seq = ours[0]!.key.split(":")[1]!;
  await again(db, "bill.paid", payload, seq, shaky);
  expect(new Set(mails.map(({ to }) => to)).size).toBe(2);
  expect(mails).toHaveLength(2);
});

test("what nobody is told about, and what is gone, is passed over", async ({ db }) => {
  const { mails, mail } = postbox();
  await tell(db, "card.added", { paymentMethodId: newId(), businessId: newId() }, { userId: null }, mail);
  await tell(db, "contract.ended", { contractId: newId() }, { userId: null }, mail);
  expect(mails).toEqual([]);
});

test("the suspended of a team are not told", async ({ db }) => {
  const work = await givenWork(db);
  await db.update(users).set({ suspendedAt: now }).where(eq(users.id, work.people.finance.userId));
  const { mails, mail } = postbox();
  await tell(db, "bill.paid", { billId: work.bill.id }, { userId: null }, mail);
  expect(mails).toHaveLength(1);
});
