import { listOutbox, outboxFolder, outboxMail, type StoredMail } from "#app/edges/mail/mail.server.ts";

/** The demo's mails, the newest first (the caller checks that this is the demo). @param env holds DATA_DIR */
export async function demoOutbox(env: { DATA_DIR: string }, { q, page, size }: { q: string; page: number; size: number }) {
  const wanted = q.trim().toLowerCase();
  const mails = (await listOutbox(outboxFolder(env))).filter(
    ({ to, subject }) => !wanted || to.toLowerCase().includes(wanted) || subject.toLowerCase().includes(wanted),
  );
  return {
    total: mails.length,
    rows: mails.slice((page - 1) * size, page * size).map(({ id, to, subject, sentAt }) => ({ id, to, subject, sentAt })),
  };
}

export function demoMail(env: { DATA_DIR: string }, id: string): Promise<StoredMail | null> {
  return outboxMail(outboxFolder(env), id);
}
