import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { demoMail, demoOutbox } from "#app/domain/notifications/demo-outbox.server.ts";
import { writeLetter } from "#app/edges/mail/letter.ts";
import { createMail, type Mail } from "#app/edges/mail/mail.server.ts";
import { startSmtp } from "#tests/fakes/mail/smtp.ts";
import { expect, test } from "#tests/setup/test.ts";

const MAIL_FROM = "Deskhand <hello@deskhand.example>";
const letter: Mail = {
  id: "notification-1",
  to: "ana@example.test",
  subject: "Sua fatura da semana de 16 de novembro chegou: 868,87 EUR.",
  ...writeLetter({
    greeting: "Olá, Ana,",
    lines: ["Uma linha com açúcar & <b>sinais</b>."],
    action: { label: "Ver na Deskhand", href: "https://deskhand.example/notifications/1?a=1&b=2" },
    closing: "Deskhand",
  }),
};

async function given(options: Parameters<typeof startSmtp>[0] = {}) {
  const server = await startSmtp(options);
  onTestFinished(server.close);
  return { ...server, mail: createMail({ SMTP_URL: server.url, MAIL_FROM, DATA_DIR: "/nowhere" }) };
}
function folder() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-mail-"));
  onTestFinished(() => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test("a letter goes through a real mail server and arrives as it was written, in both bodies", async () => {
  const { mail, received } = await given();
  await mail.send(letter);
  expect(received).toHaveLength(1);
  const { to, from, mail: arrived } = received[0]!;
  expect([from, to]).toEqual(["hello@deskhand.example", ["ana@example.test"]]);
  expect(arrived).toMatchObject({
    subject: letter.subject,
    messageId: "<notification-1@deskhand.example>",
    from: { name: "Deskhand", address: "hello@deskhand.example" },
    to: [{ address: "ana@example.test" }],
  });
  expect(arrived.text!.trim()).toBe(
    "Olá, Ana,\n\nUma linha com açúcar & <b>sinais</b>.\n\nVer na Deskhand: https://deskhand.example/notifications/1?a=1&b=2\n\nDeskhand",
  );
  expect(arrived.html).toContain("Uma linha com açúcar &#38; &#60;b&#62;sinais&#60;/b&#62;.");
  expect(arrived.html).toContain('href="https://deskhand.example/notifications/1?a=1&#38;b=2"');
  const headers = Object.fromEntries(arrived.headers.map(({ key, value }) => [key, value]));
  expect(headers["auto-submitted"]).toBe("auto-generated");
});

test("sent again it carries the same id, so that mailboxes can tell it is the same", async () => {
  const { mail, received } = await given();
  await mail.send(letter);
  await mail.send(letter);
  expect(new Set(received.map(({ mail: arrived }) => arrived.messageId)).size).toBe(1);
});

test("names and passwords of the server's address are used", async () => {
  const { mail, received } = await given({ user: { name: "desk@hand", password: "p:/ss" } });
  await mail.send(letter);
  expect(received[0]!.user).toBe("desk@hand");
});

test("a subject or an address with a line break in it adds no header and no recipient", async () => {
  const { mail, received } = await given();
  await mail.send({ ...letter, subject: "Hello\r\nBcc: victim@example.test" });
  expect(received[0]!.to).toEqual(["ana@example.test"]);
  expect(received[0]!.mail.bcc).toBeUndefined();
  await mail.send({ ...letter, to: "ana@example.test, victim@example.test" }).catch(() => undefined);
  expect(received.flatMap(({ to }) => to)).not.toContain("victim@example.test");
});

test("what the server refuses, and a server that is not there, are errors: the job tries again", async () => {
  const { mail, received } = await given({ refuse: ["ana@example.test"] });
  await expect(mail.send(letter)).rejects.toThrow(/no such mailbox/);
  expect(received).toEqual([]);
  const gone = createMail({ SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM, DATA_DIR: "/nowhere" });
  await expect(gone.send(letter)).rejects.toThrow(/ECONNREFUSED/);
});

test("without a mail server the outbox keeps each letter once, readable, the newest first", async () => {
  const DATA_DIR = folder();
  const mail = createMail({ MAIL_FROM, DATA_DIR });
  await mail.send(letter);
  await mail.send(letter);
  await mail.send({ ...letter, id: "../../evil", to: "bea@example.test", subject: "Second" });
  const page = { q: "", page: 1, size: 30 };
  expect((await demoOutbox({ DATA_DIR }, page)).rows.map(({ subject }) => subject)).toEqual(["Second", letter.subject]);
  expect(await demoOutbox({ DATA_DIR }, { ...page, q: "BEA@" })).toMatchObject({ total: 1, rows: [{ to: "bea@example.test" }] });
  expect(await demoOutbox({ DATA_DIR }, { ...page, page: 2, size: 1 })).toMatchObject({
    total: 2,
    rows: [{ subject: letter.subject }],
  });
  expect(await demoMail({ DATA_DIR }, "notification-1")).toMatchObject(letter);
  expect(await demoMail({ DATA_DIR }, "../../etc/passwd")).toBeNull();
  expect(fs.readdirSync(DATA_DIR)).toEqual(["outbox"]);
  expect(await demoOutbox({ DATA_DIR: folder() }, page)).toEqual({ total: 0, rows: [] });
});

test("the outbox keeps the newest five hundred", async () => {
  const DATA_DIR = folder();
  const mail = createMail({ MAIL_FROM, DATA_DIR });
  for (let count = 0; count <= 601; count++) await mail.send({ ...letter, id: `mail-${count}`, subject: `Number ${count}` });
  const { total } = await demoOutbox({ DATA_DIR }, { q: "", page: 1, size: 1 });
  expect(total).toBeGreaterThanOrEqual(500);
  expect(total).toBeLessThanOrEqual(601);
  expect(await demoMail({ DATA_DIR }, "mail-601")).not.toBeNull();
  expect(await demoMail({ DATA_DIR }, "mail-0")).toBeNull();
});
