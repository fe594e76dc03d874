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

/** The conversation: a list and a form; with JavaScript new messages come by themselves, after a lost connection from the cursor on. */
export function Thread({ conversationId, messages, viewerId, maySend, clientKey }: Props) {
  const { t } = useTranslation("messaging");
  const [arrived, setArrived] = useState<Message[]>([]);
  const end = useRef<HTMLLIElement>(null);
  const known = new Set(messages.map((message) => String(message.seq)));
  const shown = [...messages, ...arrived.filter((message) => !known.has(String(message.seq)))];
  const last = String(messages.at(-1)?.seq ?? 0);

  useEffect(() => {
    const stream = new EventSource(`/streams/conversations/${conversationId}?after=${last}`);
    stream.addEventListener("message", (event) => {
      const message = JSON.parse((event as MessageEvent<string>).data) as Message;
      setArrived((now) => (now.some((one) => String(one.seq) === String(message.seq)) ? now : [...now, message]));
    });
    return () => stream.close();
  }, [conversationId, last]);
  const count = shown.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [count]);

  return (
    <section aria-label={t("thread")} className="grid gap-4">
      <ol aria-live="polite" className="grid max-h-[60dvh] gap-3 overflow-y-auto rounded-lg border border-line bg-raised p-4">
        {shown.length === 0 ? <li className="text-soft text-sm">{t("empty")}</li> : null}
        {shown.map((message) => (
          <Line key={String(message.seq)} message={message} own={message.authorId === viewerId} />
        ))}
        <li ref={end} aria-hidden="true" className="h-0" />
      </ol>
      {maySend ? (
        <Form className="grid gap-3" key={clientKey}>
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
    </section>
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
