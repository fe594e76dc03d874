import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type DisputedMoney, type DisputeReason, type DisputeState, waitsFor } from "#app/domain/disputes/dispute.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { DisputeBadge } from "./dispute-badge.tsx";
import { type NamedSegment, SegmentRows } from "./segment-rows.tsx";

export interface DisputeFacts {
  dispute: {
    id: string;
    timesheetId: string;
    state: DisputeState;
    reason: DisputeReason;
    statement: string;
    answer: string | null;
    decision: string | null;
    upheld: bigint | null;
    refundTo: "card" | "credit" | null;
    repays: boolean;
    currency: string;
    openedAt: Date;
    answerDueAt: Date;
    answeredAt: Date | null;
    decisionDueAt: Date;
    decidedAt: Date | null;
  };
  week: string;
  title: string;
  agentName: string;
  businessName: string;
  openedByName: string;
  decidedByName: string | null;
  conversationId: string;
  claim: DisputedMoney;
  hold: { fromPending: bigint; fromAvailable: bigint; alreadyPaid: bigint; state: string } | null;
  refund: {
    to: "card" | "credit";
    state: string;
    amount: bigint;
    agentPart: bigint;
    platformPart: bigint;
    feePart: bigint;
    taxPart: bigint;
  } | null;
  segments: NamedSegment[];
}

interface Props extends DisputeFacts {
  area: "agent" | "business" | "desk";
  zone: string;
  /** What the reader may do now; it brings its own segments when it ticks them. */
  action?: ReactNode;
  /** The action shows the segments itself. */
  ownSegments?: boolean;
}

export function DisputeDetail(props: Props) {
  const { area, dispute, week, title, agentName, businessName, segments, zone, action, ownSegments } = props;
  const { t } = useTranslation("disputes");
  const { locale, now } = useReader();
  const monday = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${week}T00:00:00Z`));
  const waits = waitsFor(dispute, now);
  const heading = area === "business" ? "detail.ofAgent" : area === "agent" ? "detail.ofBusiness" : "detail.ofBoth";
  return (
    <Page
      title={t(heading, { agent: agentName, business: businessName, monday })}
      subtitle={title}
      state={<DisputeBadge state={dispute.state} />}
      back={{ to: `/${area}/disputes`, label: t("title") }}
      aside={<Aside {...props} />}
    >
      {waits ? (
        <Notice tone={waits.dueAt < now ? "red" : "violet"} title={t(`detail.waits.${waits.what}.${area}`)}>
          <When at={waits.dueAt} />
          {waits.what === "answer" ? <span className="block">{t("detail.silence")}</span> : null}
        </Notice>
      ) : null}
      <Card title={t("detail.statement", { name: props.openedByName, business: businessName })}>
        <p className="text-soft text-sm">
          {t(`reasons.${dispute.reason}`)} · <When at={dispute.openedAt} />
        </p>
        <blockquote className="whitespace-pre-wrap border-line-strong border-l-2 pl-3 text-sm">{dispute.statement}</blockquote>
      </Card>
      {dispute.answer ? (
        <Card title={t("detail.answer", { name: agentName })}>
          {dispute.answeredAt ? (
            <p className="text-soft text-sm">
              <When at={dispute.answeredAt} />
            </p>
          ) : null}
          <blockquote className="whitespace-pre-wrap border-accent border-l-2 pl-3 text-sm">{dispute.answer}</blockquote>
        </Card>
      ) : null}
      {dispute.decidedAt ? <Ending {...props} /> : null}
      {action}
      {ownSegments ? null : (
        <Card title={t("detail.segments")}>
          <SegmentRows segments={segments} currency={dispute.currency} zone={zone} />
        </Card>
      )}
    </Page>
  );
}

function Ending({ dispute, refund, agentName, decidedByName }: Props) {
  const { t } = useTranslation("disputes");
  const amount = (minor: bigint) => <MoneyText value={money(minor, dispute.currency)} />;
  return (
    <Card title={t(`detail.ended.${dispute.state}`)}>
      <p className="text-soft text-sm">
        {dispute.state === "agreed" ? agentName : decidedByName} · <When at={dispute.decidedAt!} />
      </p>
      {dispute.decision ? (
        <blockquote className="whitespace-pre-wrap border-green border-l-2 pl-3 text-sm">{dispute.decision}</blockquote>
      ) : null}
      {refund ? (
        <Facts
          items={[
            { label: t("money.fromAgent"), value: amount(refund.agentPart) },
            ...(refund.platformPart > 0n ? [{ label: t("money.fromPlatform"), value: amount(refund.platformPart) }] : []),
            { label: t("money.fee"), value: amount(refund.feePart) },
            ...(refund.taxPart > 0n ? [{ label: t("money.feeTax"), value: amount(refund.taxPart) }] : []),
            { label: t("money.total"), value: amount(refund.amount) },
            { label: t("money.goesTo"), value: t(`money.${refund.to}.${refund.state}`) },
          ]}
        />
      ) : dispute.state === "withdrawn" ? null : (
        <p className="text-sm">{t("detail.nothingBack")}</p>
      )}
      {refund && dispute.repays ? <p className="text-soft text-sm">{t("detail.repays")}</p> : null}
    </Card>
  );
}

function Aside({ area, dispute, claim, hold, conversationId }: Props) {
  const { t } = useTranslation("disputes");
  const amount = (minor: bigint) => <MoneyText value={money(minor, dispute.currency)} />;
  const held = hold ? hold.fromPending + hold.fromAvailable : 0n;
  return (
    <>
      <Card title={t("money.claim")}>
        <Facts
          items={[
            { label: t("fields.named"), value: <Minutes value={claim.minutes} /> },
            { label: t("money.pay"), value: amount(claim.pay) },
            ...(claim.tax > 0n ? [{ label: t("money.tax"), value: amount(claim.tax) }] : []),
            ...(area === "agent" ? [] : [{ label: t("money.fee"), value: amount(claim.fee) }]),
            { label: t("money.total"), value: amount(claim.pay + claim.tax + (area === "agent" ? 0n : claim.fee)) },
          ]}
        />
      </Card>
      {hold ? (
        <Card title={t(area === "agent" ? "money.holdOwn" : "money.hold")}>
          <Facts
            items={[
              { label: t(hold.state === "open" ? "money.held" : "money.wasHeld"), value: amount(held) },
              ...(hold.alreadyPaid > 0n ? [{ label: t("money.alreadyPaid"), value: amount(hold.alreadyPaid) }] : []),
            ]}
          />
          <p className="text-soft text-sm">{t("money.rest")}</p>
        </Card>
      ) : null}
      {area === "desk" ? null : (
        <Card title={t("detail.more")}>
          <ul className="grid gap-1 text-sm">
            <li>
              <Link to={`/${area}/timesheets/${dispute.timesheetId}`} className="text-accent hover:underline">
                {t("detail.timesheet")}
              </Link>
            </li>
            <li>
              <Link to={`/${area}/conversations/${conversationId}`} className="text-accent hover:underline">
                {t("detail.conversation")}
              </Link>
            </li>
          </ul>
        </Card>
      )}
    </>
  );
}
