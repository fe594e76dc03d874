import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { readSystemLine } from "#app/domain/messaging/message.ts";
import { parseMoney } from "#app/kernel/money.ts";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, Hidden, TextArea } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";

interface Message {
  seq: bigint | string;
  kind: "text" | "system";
  body: string;
  sentAt: Date | string;
  authorId: string | null;
  authorName: string | null;
}

interface Props {
  conversationId: string;
  messages: Message[];
  viewerId: string;
  maySend: boolean;
  /** Made by the loader: the same form sent twice is one message. */
  clientKey: string;
}

const RECONNECT_MS = 3000;

/**
 * Asks for the page as it stands, which marks the thread as read, then draws it again. The question comes first because a page that is
 * read again without a connection becomes an error page, and somebody may be typing on this one.
 */
async function lookAgain(drawAgain: (() => void) | null): Promise<void> {
  const answer = await fetch(window.location.href, { method: "HEAD" }).catch(() => null);
  if (answer?.ok) drawAgain?.();
}

/**
 * The conversation: a list and a form. With JavaScript new lines come by themselves, after a lost connection from the cursor on, and the
 * page around it follows: it is marked as read and shows what the line tells of.
 */
export function Thread({ conversationId, messages, viewerId, maySend, clientKey }: Props) {
  const { t } = useTranslation("messaging");
  const [arrived, setArrived] = useState<Message[]>([]);
  const { revalidate } = useRevalidator();
  const known = new Set(messages.map((message) => String(message.seq)));
  const shown = [...messages, ...arrived.filter((message) => !known.has(String(message.seq)))];
  const last = useRef(String(messages.at(-1)?.seq ?? 0));
  const again = useRef(revalidate);
  again.current = revalidate;

  useEffect(() => {
    let stream: EventSource;
    let waiting: ReturnType<typeof setTimeout>;
    const listen = () => {
      clearTimeout(waiting);
      stream?.close();
      stream = new EventSource(`/streams/conversations/${conversationId}?after=${last.current}`);
      stream.addEventListener("message", (event) => {
        const message = JSON.parse((event as MessageEvent<string>).data) as Message;
        last.current = String(message.seq);
        setArrived((now) => (now.some((one) => String(one.seq) === String(message.seq)) ? now : [...now, message]));
        if (message.authorId !== viewerId) void lookAgain(message.kind === "system" ? again.current : null);
      });
      // Browsers come back by themselves from most losses; from those where they give up, we do.
      stream.addEventListener("error", () => {
        if (stream.readyState === EventSource.CLOSED) waiting = setTimeout(listen, RECONNECT_MS);
      });
    };
    listen();
    window.addEventListener("online", listen);
    return () => {
      window.removeEventListener("online", listen);
      clearTimeout(waiting);
      stream.close();
    };
  }, [conversationId, viewerId]);

  // What is being typed stays when the other side writes; the form is a fresh one when a message of one's own has come back.
  const own = shown.filter((message) => message.kind === "text" && message.authorId === viewerId).length;
  return (
    <div className="grid gap-4">
      {/* Upside down, so that it begins at the newest line without any script. */}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        aria-label={t("thread")}
        className="relative flex max-h-[60dvh] flex-col-reverse overflow-y-auto rounded-lg border border-line bg-raised p-4"
      >
        <ol aria-live="polite" className="grid gap-3">
          {shown.length === 0 ? <li className="text-soft text-sm">{t("empty")}</li> : null}
          {shown.map((message) => (
            <Line key={String(message.seq)} message={message} own={message.authorId === viewerId} />
          ))}
        </ol>
      </section>
      {maySend ? (
        <Form className="grid gap-3" key={own}>
          <Hidden name="clientKey" value={clientKey} />
          <TextArea name="body" label={t("write")} rows={3} maxLength={4000} required />
          <div>
            <Button name="intent" value="send">
              {t("send")}
            </Button>
          </div>
        </Form>
      ) : (
        <p className="text-soft text-sm">{t("readOnly")}</p>
      )}
    </div>
  );
}

function Line({ message, own }: { message: Message; own: boolean }) {
  const { t } = useTranslation("messaging");
  const { locale } = useReader();
  if (message.kind === "system") {
    const { key, params } = readSystemLine(message.body);
    const rate = params.rate && params.currency ? parseMoney(params.rate, params.currency) : null;
    const shown = rate ? { ...params, rate: formatMoney(rate, locale) } : params;
    return (
      <li className="text-center text-soft text-sm">
        {t(`system.${key}`, { ...shown, name: message.authorName ?? "Deskhand" })} · <When at={message.sentAt} />
      </li>
    );
  }
  return (
    <li className={`flex gap-3 ${own ? "flex-row-reverse" : ""}`}>
      <Avatar id={message.authorId ?? "deskhand"} name={message.authorName ?? "Deskhand"} size={32} />
      <div className={`max-w-[80%] rounded-lg px-3 py-2 ${own ? "bg-accent-soft" : "bg-sunken"}`}>
        <p className="flex flex-wrap gap-x-2 text-soft text-xs">
          <span className="font-medium">{own ? t("you") : message.authorName}</span>
          <When at={message.sentAt} />
        </p>
        <p className="whitespace-pre-line break-words">{message.body}</p>
      </div>
    </li>
  );
}
