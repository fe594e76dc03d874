import { asc, eq } from "drizzle-orm";
import { mailDiaryHeadsFlow } from "#app/domain/notifications/mail-diary-heads-flow.server.ts";
import type { Mail } from "#app/edges/mail/mail.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { diaryChain } from "#db/schema/diary.ts";
import { diaryHeadMails } from "#db/schema/notifications.ts";
import { givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

/** A mailbox that may refuse an address. */
function mailbox(refused?: string) {
  const sent: Mail[] = [];
  const send = async (one: Mail) => {
    if (one.to === refused) throw new Error("mailbox unavailable");
    sent.push(one);
  };
  return { sent, mail: { send } };
}
const mailOn = (db: Db, day: string, { mail }: ReturnType<typeof mailbox>) =>
  mailDiaryHeadsFlow(db, mail, { now: at(`${day}T08:00Z`), publicUrl: "https://deskhand.example", wordsOf });
const userOf = async (db: Db, { userId }: { userId: string | null }) =>
  (await db.select().from(users).where(eq(users.id, userId!)))[0]!;
const hashesOf = async (db: Db, contractId: string) =>
  (await db.select().from(diaryChain).where(eq(diaryChain.contractId, contractId)).orderBy(asc(diaryChain.seq))).map(
    (one) => one.hash,
  );

/** A contract on which a French agent worked; only its own people are looked at, the database may hold others'. */
async function givenGrown(db: Db) {
  const given = await givenContract(db, { from: "2026-11-16" });
  await db.update(users).set({ locale: "fr" }).where(eq(users.id, given.freelancer.agentId));
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 25 });
  const [agent, owner, manager] = await Promise.all(
    [given.freelancer.agent, given.people.owner, given.people.manager].map((one) => userOf(db, one)),
  );
  return { ...given, agent: agent!, owner: owner!, manager: manager! };
}

test("both sides are mailed the head once, in their language, with a link that checks it; then only when it grew", async ({
  db,
}) => {
  const given = await givenGrown(db);
  const box = mailbox();
  for (const _ of [1, 2]) await mailOn(db, "2026-11-19", box);
  const [first] = await hashesOf(db, given.contract.id);
  const to = ({ email }: { email: string }) => box.sent.filter((one) => one.to === email);
  expect(box.sent.map((one) => one.to).sort()).toEqual([given.agent.email, given.owner.email, given.manager.email].sort());
  expect(to(given.agent)[0]).toMatchObject({
    subject: "Votre copie du journal de travail, 19 novembre 2026",
    text: expect.stringContaining(`https://deskhand.example/agent/diary/verify/${given.contract.id}?held=${first}`),
  });
  expect(to(given.owner)[0]).toMatchObject({
    subject: "Your copy of the work diary, 19 November 2026",
    text: expect.stringContaining(`https://deskhand.example/business/diary/${given.contract.id}/verify?held=${first}`),
  });
  await mailOn(db, "2026-11-20", box);
  expect(box.sent).toHaveLength(3);

  await givenWork(db, given, { from: at("2026-11-20T09:00Z"), minutes: 10 });
  await mailOn(db, "2026-11-21", box);
  const second = (await hashesOf(db, given.contract.id))[1]!;
  expect(to(given.agent)).toHaveLength(2);
  expect(to(given.agent)[1]!.text).toContain(second);
  const kept = await db
    .select()
    .from(diaryHeadMails)
    .where(eq(diaryHeadMails.userId, given.agent.id))
    .orderBy(asc(diaryHeadMails.seq));
  expect(kept.map(({ seq, hash }) => [seq, hash])).toEqual([
    [1, first],
    [2, second],
  ]);
});

test("several contracts are one mail, with each one's hash and address", async ({ db }) => {
  const given = await givenGrown(db);
  const other = await givenContract(db, { from: "2026-11-16", people: given.people });
  await givenWork(db, other, { from: at("2026-11-18T09:00Z"), minutes: 10 });
  const box = mailbox();
  await mailOn(db, "2026-11-19", box);
  const mine = box.sent.filter((one) => one.to === given.owner.email);
  expect(mine).toHaveLength(1);
  for (const { contract } of [given, other]) {
    expect(mine[0]!.text).toContain((await hashesOf(db, contract.id))[0]);
    expect(mine[0]!.text).toContain(`/business/diary/${contract.id}/verify?held=`);
  }
});

test("an address that refuses keeps nobody else from theirs, and is tried again under the same id", async ({ db }) => {
  const given = await givenGrown(db);
  const broken = mailbox(given.agent.email);
  await expect(mailOn(db, "2026-11-19", broken)).rejects.toBeInstanceOf(AggregateError);
  expect(broken.sent).toHaveLength(2);
  const whole = mailbox();
  await mailOn(db, "2026-11-19", whole);
  expect(whole.sent.map((one) => one.to)).toEqual([given.agent.email]);
});
