import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

export interface Received {
  /** Envelope: to whom the server was told to give it. */
  to: string[];
  from: string;
  user: string | undefined;
  mail: Email;
}

/** A mail server that keeps what it is given. @param options.refuse recipients it knows nothing of; @param options.user the only one it lets in */
export async function startSmtp({ refuse = [], user }: { refuse?: string[]; user?: { name: string; password: string } } = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: user === undefined,
    allowInsecureAuth: true,
    disabledCommands: user ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    onAuth: (auth, _session, done) =>
      auth.username === user?.name && auth.password === user?.password
        ? done(null, { user: auth.username })
        : done(new Error("535 unknown")),
    onRcptTo: ({ address }, _session, done) =>
      refuse.includes(address) ? done(Object.assign(new Error("no such mailbox"), { responseCode: 550 })) : done(),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", async () => {
        const from = session.envelope.mailFrom;
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          from: from ? from.address : "",
          user: session.user as string | undefined,
          mail: await PostalMime.parse(Buffer.concat(parts)),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  const login = user ? `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@` : "";
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    received,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
