import fs from "node:fs/promises";
import path from "node:path";
import nodemailer from "nodemailer";

export interface Attachment {
  name: string;
  type: "application/pdf";
  content: Buffer;
}

export interface Mail {
  /** The same for the same mail however often it is sent. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  attachments?: Attachment[];
}

export interface StoredMail extends Omit<Mail, "attachments"> {
  /** Content as base64. */
  attachments?: { name: string; type: string; content: string }[];
  sentAt: string;
}

export interface MailEdge {
  /** @throws when the server refuses it; the job tries again later */
  send(mail: Mail): Promise<void>;
}

/** Mails the demo's outbox keeps: the newest. */
const OUTBOX_KEEPS = 500;

/** SMTP where SMTP_URL says so, else one readable file a mail in DATA_DIR/outbox. */
export function createMail(env: { SMTP_URL?: string; MAIL_FROM: string; DATA_DIR: string }): MailEdge {
  return env.SMTP_URL ? smtp(env.SMTP_URL, env.MAIL_FROM) : outbox(outboxFolder(env));
}

function smtp(url: string, from: string): MailEdge {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? "deskhand";
  return {
    async send({ id, to, subject, text, html, attachments = [] }) {
      await transport.sendMail({
        from,
        // An object is taken as one address as it stands; a string would be read as a list.
        to: { name: "", address: to },
        subject,
        text,
        html,
        attachments: attachments.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
        messageId: `<${id}@${domain}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
    },
  };
}

export function outboxFolder(env: { DATA_DIR: string }): string {
  return path.join(env.DATA_DIR, "outbox");
}

function outbox(folder: string): MailEdge {
  let kept: Promise<Set<string>> | undefined;
  return {
    async send(mail) {
      kept ??= readKept(folder).catch((error) => {
        kept = undefined;
        throw error;
      });
      const files = await kept;
      const name = `${fileNameOf(mail.id)}.json`;
      const attachments = mail.attachments?.map((one) => ({ ...one, content: one.content.toString("base64") }));
      const stored: StoredMail = { ...mail, attachments, sentAt: new Date().toISOString() };
      // Written beside and moved, so that a reader never meets half a mail.
      const draft = path.join(folder, `${name}.${process.pid}.part`);
      await fs.writeFile(draft, JSON.stringify(stored));
      await fs.rename(draft, path.join(folder, name));
      files.delete(name);
      files.add(name);
      await prune(folder, files);
    },
  };
}

/** The files of the mails that are kept, the oldest first. */
async function readKept(folder: string): Promise<Set<string>> {
  await fs.mkdir(folder, { recursive: true });
  const mails = await listOutbox(folder);
  return new Set(mails.reverse().map(({ id }) => `${fileNameOf(id)}.json`));
}

function fileNameOf(id: string): string {
  return id.replace(/[^\w-]/g, "_").slice(0, 150);
}

/** Each process knows the mails that it found and wrote: a folder that is read for every mail would cost more than the mail. */
async function prune(folder: string, files: Set<string>): Promise<void> {
  while (files.size > OUTBOX_KEEPS) {
    const [oldest] = files;
    files.delete(oldest!);
    await fs.rm(path.join(folder, oldest!), { force: true });
  }
}

async function mailFiles(folder: string): Promise<string[]> {
  try {
    return (await fs.readdir(folder)).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The outbox's mails, the newest first. */
export async function listOutbox(folder: string): Promise<StoredMail[]> {
  const names = await mailFiles(folder);
  const mails = await Promise.all(names.map((name) => readMail(path.join(folder, name))));
  return mails.filter((mail) => mail !== null).sort((a, b) => b.sentAt.localeCompare(a.sentAt));
}

/** One mail of the outbox; null when there is none of that id. */
export function outboxMail(folder: string, id: string): Promise<StoredMail | null> {
  return readMail(path.join(folder, `${fileNameOf(id)}.json`));
}

async function readMail(file: string): Promise<StoredMail | null> {
  try {
    return JSON.parse(await fs.readFile(file, "utf8")) as StoredMail;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
