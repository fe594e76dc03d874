import { Link } from "@remix-run/react";
import {
  ArrowLeftRight,
  ArrowRight,
  BadgeCheck,
  Banknote,
  ClipboardCheck,
  Clock,
  CreditCard,
  FileSignature,
  Inbox,
  type LucideIcon,
  MailPlus,
  MessageCircleQuestion,
  MessagesSquare,
  Scale,
  Star,
  TriangleAlert,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { listOf, placeOf, type Waiting, type WaitingKind } from "#app/domain/notifications/waiting.ts";
import { money } from "#app/kernel/money.ts";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";

const icons: Record<WaitingKind, LucideIcon> = {
  dispute: Scale,
  offer: FileSignature,
  invitation: MailPlus,
  amendment: FileSignature,
  messages: MessagesSquare,
  review: Star,
  payoutSetup: Banknote,
  billFailed: TriangleAlert,
  cardMissing: CreditCard,
  timesheet: ClipboardCheck,
  lateTime: Clock,
  question: MessageCircleQuestion,
  weekChange: FileSignature,
  application: Inbox,
  promotion: BadgeCheck,
  swap: ArrowLeftRight,
};
const pressing: WaitingKind[] = ["dispute", "offer", "billFailed", "cardMissing", "payoutSetup"];

/** What waits for an answer, one line each and each a link; the rest of a long kind stands behind a link of its own. */
export function WaitingList({ side, items }: { side: "agent" | "business"; items: Waiting[] }) {
  const { t } = useTranslation("home");
  const { locale } = useReader();
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: "UTC" });
  const sentence = ({ kind, who, what, n, amount, currency }: Waiting) =>
    t(`waiting.${side}.${kind}`, {
      who,
      what: kind === "billFailed" ? day.format(new Date(`${what}T00:00:00Z`)) : what,
      count: n,
      amount: amount !== null && currency ? formatMoney(money(amount, currency), locale) : "",
    });
  return (
    <ul className="grid gap-1">
      {items.map((item, index) => {
        const Icon = icons[item.kind];
        const shown = items.filter((one) => one.kind === item.kind).length;
        const lastOfKind = items[index + 1]?.kind !== item.kind;
        return (
          <li key={`${item.kind} ${item.id}`}>
            <Link
              to={placeOf(side, item)}
              className="-mx-2 flex min-h-11 items-center gap-3 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken"
            >
              <Icon
                className={`size-5 shrink-0 ${pressing.includes(item.kind) ? "text-marigold" : "text-accent"}`}
                aria-hidden="true"
              />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{sentence(item)}</span>
                {item.due ? (
                  <span className="block text-soft">
                    {t("waiting.until")} <When at={item.due} />
                  </span>
                ) : null}
              </span>
              <ArrowRight className="size-4 shrink-0 text-faint" aria-hidden="true" />
            </Link>
            {lastOfKind && item.total > shown ? (
              <Link to={listOf(side, item.kind)} className="ml-8 inline-flex min-h-8 items-center text-accent text-sm underline">
                {t(`waiting.more.${item.kind}`, { count: item.total - shown })}
              </Link>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
