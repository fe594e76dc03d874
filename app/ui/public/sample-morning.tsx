import { useTranslation } from "react-i18next";
import { type Money, money } from "#app/kernel/money.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";

type Kind = "tracked" | "in-queue" | "on-call" | "idle";

const t6: Kind[] = ["tracked", "tracked", "tracked", "tracked", "tracked", "tracked"];
const morning: { hour: string; slots: Kind[] }[] = [
  { hour: "09", slots: t6 },
  { hour: "10", slots: ["tracked", "tracked", "in-queue", "in-queue", "tracked", "tracked"] },
  { hour: "11", slots: ["tracked", "tracked", "idle", "idle", "tracked", "tracked"] },
  { hour: "12", slots: ["tracked", "tracked", "tracked", "tracked", "on-call", "on-call"] },
];
const looks: Record<Kind, string> = {
  tracked: "fill-tracked",
  "in-queue": "fill-in-queue",
  "on-call": "fill-on-call",
  idle: "border border-line-strong border-dashed",
};

/** 220 minutes at 9.50 are 34.83, the fee of 10% is 3.48: the rules of pay (product.md), each rounded half up once. */
const example = { minutes: 220, rate: money(950n, "USD"), pay: money(3483n, "USD"), fee: money(348n, "USD") };
const bill: Money = money(example.pay.minor + example.fee.minor, "USD");

/** What the diary and the bill look like, in one small picture. */
export function SampleMorning() {
  const { t } = useTranslation("public");
  const legend: [Kind, string][] = [
    ["tracked", t("sample.tracked")],
    ["in-queue", t("sample.inQueue")],
    ["on-call", t("sample.onCall")],
    ["idle", t("sample.idle")],
  ];
  return (
    <figure className="grid content-start gap-4 rounded-lg border border-line bg-raised p-5">
      <figcaption className="flex items-baseline justify-between gap-3">
        <span className="font-semibold">{t("sample.title")}</span>
        <span className="text-faint text-sm">{t("sample.example")}</span>
      </figcaption>
      <div role="img" aria-label={t("sample.label")} className="grid gap-1.5">
        {morning.map(({ hour, slots }) => (
          <div key={hour} className="grid grid-cols-[3rem_repeat(6,minmax(0,1fr))] items-center gap-1.5">
            <span className="tabular text-faint text-xs">{hour}:00</span>
            {slots.map((kind, index) => (
              <span key={index} className={`h-7 rounded ${looks[kind]}`} />
            ))}
          </div>
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-soft text-xs">
        {legend.map(([kind, label]) => (
          <li key={kind} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-3 rounded-sm ${looks[kind]}`} />
            {label}
          </li>
        ))}
      </ul>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-line border-t pt-3 text-sm">
        <dt className="text-soft">
          {t("sample.agent")}{" "}
          <span className="whitespace-nowrap text-xs">
            (<Minutes value={example.minutes} /> × <MoneyText value={example.rate} />)
          </span>
        </dt>
        <dd className="tabular text-right">
          <MoneyText value={example.pay} />
        </dd>
        <dt className="text-soft">{t("sample.fee")}</dt>
        <dd className="tabular text-right">
          <MoneyText value={example.fee} />
        </dd>
        <dt className="font-semibold">{t("sample.bill")}</dt>
        <dd className="tabular text-right font-semibold">
          <MoneyText value={bill} />
        </dd>
      </dl>
    </figure>
  );
}
