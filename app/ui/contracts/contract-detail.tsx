import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type EvidenceLevel, evidenceLevels, takesPictures } from "#app/domain/hiring/evidence-level.ts";
import { money } from "#app/kernel/money.ts";
import { shiftWeek } from "#app/kernel/time.ts";
import { EvidenceMeaning } from "#app/ui/hiring/evidence-meaning.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, SelectField, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";

interface Amendment {
  id: string;
  reason: string;
  state: string;
  hourlyRate: bigint;
  tier: string;
  weeklyLimitMinutes: number;
  evidenceLevel: EvidenceLevel | null;
  note: string;
  proposedAt: Date;
  businessAcceptedAt: Date | null;
  inForceFrom: string | null;
}
interface Props {
  area: "agent" | "business";
  contract: {
    id: string;
    title: string;
    state: "active" | "ended";
    currency: string;
    feeBps: number;
    windows: string;
    timeZone: string;
    manualTimeAllowed: boolean;
    approvalFirst: boolean;
    evidenceLevel: EvidenceLevel;
    startsOn: string;
    endsOn: string | null;
    acceptedAt: Date;
    endedAt: Date | null;
    endReason: string | null;
    conversationId: string;
  };
  agentName: string;
  businessName: string;
  terms: { id: string; fromWeek: string; hourlyRate: bigint; tier: string; weeklyLimitMinutes: number }[];
  amendments: Amendment[];
  reviews: {
    id: string;
    side: string;
    occasion: string;
    stars: number;
    words: string;
    writtenAt: Date;
    revealedAt: Date | null;
  }[];
  mayAct: boolean;
  week: string;
  /** A bill of the business is unpaid: no time is recorded. */
  paused: boolean;
  /** Protection and bonuses, which are billing's. */
  money: ReactNode;
}

export function ContractDetail(props: Props) {
  const { area, contract, agentName, businessName, terms, amendments, reviews, mayAct, week, paused } = props;
  const { t } = useTranslation("contracts");
  const now = terms.filter((one) => one.fromWeek <= week).at(-1) ?? terms[0];
  const open = amendments.find((one) => one.state === "proposed");
  const mineToAnswer = open && (open.businessAcceptedAt !== null) === (area === "agent");
  const { locale, timeZone } = useReader();
  const dateWords = (at: Date | string) =>
    typeof at === "string"
      ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${at}T00:00:00Z`))
      : new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone }).format(at);
  const links =
    area === "agent"
      ? [
          [`/agent/conversations/${contract.conversationId}`, t("links.conversation")],
          ["/agent/diary", t("links.diary")],
          [`/agent/diary/verify/${contract.id}`, t("chain:link")],
          ["/agent/timesheets", t("links.timesheets")],
          [`/agent/reviews/${contract.id}`, t("links.review")],
        ]
      : [
          [`/business/conversations/${contract.conversationId}`, t("links.conversation")],
          [`/business/diary/${contract.id}`, t("links.diary")],
          [`/business/diary/${contract.id}/verify`, t("chain:link")],
          [`/business/timesheets?q=${encodeURIComponent(agentName)}`, t("links.timesheets")],
          [`/business/reviews/${contract.id}`, t("links.review")],
          [`/business/promotions/evidence/${contract.id}`, t("links.evidence")],
        ];
  return (
    <Page
      title={area === "agent" ? businessName : agentName}
      subtitle={contract.title}
      state={
        <>
          <Badge tone={contract.state === "active" ? "green" : "neutral"}>{t(`states.${contract.state}`)}</Badge>
          {paused && contract.state === "active" ? <Badge tone="red">{t("billing:exposure.paused")}</Badge> : null}
          {now ? <Badge tone="indigo">{t(`agents:tiers.${now.tier}`)}</Badge> : null}
        </>
      }
      back={{ to: `/${area}/contracts`, label: t("title") }}
      aside={
        <>
          <Card title={t("detail.terms")}>
            <Facts
              items={[
                { label: t("columns.rate"), value: now ? <MoneyText value={money(now.hourlyRate, contract.currency)} /> : "–" },
                { label: t("detail.fee"), value: t("detail.feeText", { percent: contract.feeBps / 100 }) },
                { label: t("columns.limit"), value: now ? <Minutes value={now.weeklyLimitMinutes} /> : "–" },
                {
                  label: t("detail.manual"),
                  value: t(contract.manualTimeAllowed ? "detail.allowed" : "detail.notAllowed"),
                },
                {
                  label: t("hiring:offer.charged"),
                  value: t(contract.approvalFirst ? "hiring:offer.onApproval" : "hiring:offer.atClose"),
                },
                { label: t("hiring:evidence.label"), value: t(`hiring:evidence.levels.${contract.evidenceLevel}`) },
                { label: t("columns.since"), value: <When at={contract.startsOn} format="date" /> },
                {
                  label: t("detail.until"),
                  value: contract.endsOn ? <When at={contract.endsOn} format="date" /> : t("roles:detail.openEnd"),
                },
              ]}
            />
            <p className="text-faint text-xs">{t("detail.frozen", { date: dateWords(contract.acceptedAt) })}</p>
          </Card>
          <Card title={t("detail.links")}>
            <div className="grid gap-2">
              {links.map(([to, label]) => (
                <LinkButton key={to} to={to!} variant="secondary">
                  {label}
                </LinkButton>
              ))}
            </div>
          </Card>
          {props.money}
        </>
      }
    >
      {contract.endedAt ? (
        <Card tone="sunken" title={t("detail.ended")}>
          <p className="text-sm">
            <When at={contract.endedAt} /> · {contract.endReason}
          </p>
        </Card>
      ) : null}
      {open ? (
        <Card title={t("amendment.open")}>
          <AmendmentTerms
            amendment={open}
            present={{ ...(now ?? open), evidenceLevel: contract.evidenceLevel }}
            currency={contract.currency}
          />
          {open.note ? <blockquote className="border-accent border-l-2 pl-3 text-sm">{open.note}</blockquote> : null}
          {open.evidenceLevel ? <EvidenceMeaning level={open.evidenceLevel} /> : null}
          <p className="text-soft text-sm">
            {open.evidenceLevel ? t("evidence.atOnce") : null}{" "}
            {open.reason === "evidence" ? null : t("amendment.fromMonday", { date: dateWords(shiftWeek(week, 1)) })}{" "}
            {now && open.weeklyLimitMinutes > now.weeklyLimitMinutes ? t("amendment.limitAtOnce") : null}
          </p>
          {mineToAnswer && mayAct ? (
            <Form className="flex flex-wrap gap-2">
              <Hidden name="amendmentId" value={open.id} />
              <Button name="intent" value="accept">
                {t("amendment.accept")}
              </Button>
              <Button name="intent" value="decline" variant="secondary">
                {t("amendment.decline")}
              </Button>
            </Form>
          ) : (
            <>
              <p className="text-soft text-sm">{t(mineToAnswer ? "amendment.readOnly" : "amendment.waiting")}</p>
              {mayAct && !mineToAnswer && open.reason !== "promotion" ? (
                <Form>
                  <Hidden name="amendmentId" value={open.id} />
                  <Button name="intent" value="withdraw" variant="secondary">
                    {t("amendment.withdraw")}
                  </Button>
                </Form>
              ) : null}
            </>
          )}
        </Card>
      ) : null}
      <Card title={t("hiring:evidence.panel")}>
        <EvidenceMeaning level={contract.evidenceLevel} />
        {area === "agent" && mayAct && contract.state === "active" && takesPictures(contract.evidenceLevel) ? (
          <ConfirmDialog trigger={t("evidence.stop")} title={t("evidence.stopTitle")}>
            <p className="text-sm">{t("evidence.stopText")}</p>
            <Form>
              <Button name="intent" value="stopPictures">
                {t("evidence.stop")}
              </Button>
            </Form>
          </ConfirmDialog>
        ) : null}
      </Card>
      <Card title={t("detail.windows")}>
        <p className="text-soft text-sm">{t("roles:detail.zone", { zone: contract.timeZone })}</p>
        <WeekHeatmap bits={contract.windows} label={t("detail.windows")} />
      </Card>
      <Card title={t("history.title")}>
        <Table
          caption={t("history.title")}
          columns={[
            { key: "from", label: t("history.from") },
            { key: "tier", label: t("roles:form.tier") },
            { key: "rate", label: t("columns.rate"), align: "right" },
            { key: "limit", label: t("columns.limit"), align: "right" },
          ]}
        >
          {terms.map((one) => (
            <Row key={one.id}>
              <Cell>
                <When at={one.fromWeek} format="date" />
              </Cell>
              <Cell>{one.tier}</Cell>
              <Cell numeric>
                <MoneyText value={money(one.hourlyRate, contract.currency)} />
              </Cell>
              <Cell numeric>
                <Minutes value={one.weeklyLimitMinutes} />
              </Cell>
            </Row>
          ))}
        </Table>
        <ul className="grid gap-1 text-sm">
          {amendments
            .filter((one) => one.state !== "proposed")
            .map((one) => (
              <li key={one.id} className="text-soft">
                <When at={one.proposedAt} format="date" /> · {t(`amendment.reasons.${one.reason}`)} ·{" "}
                {t(`amendment.states.${one.state}`)}
                {one.inForceFrom ? `, ${t("amendment.inForce", { date: dateWords(one.inForceFrom) })}` : null}
              </li>
            ))}
        </ul>
      </Card>
      {reviews.length > 0 ? (
        <Card title={t("detail.reviews")}>
          <ul className="grid gap-2">
            {reviews.map((one) => (
              <li key={one.id} className="text-sm">
                <span className="flex flex-wrap items-center gap-2">
                  <Stars value={one.stars} /> {one.side === "agent" ? agentName : businessName} ·{" "}
                  {t(`reviews:occasions.${one.occasion}`)}
                  {one.revealedAt ? null : <Badge tone="violet">{t("reviews:blind")}</Badge>}
                </span>
                {one.words}
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {mayAct && contract.state === "active" && now ? (
        <Card title={t("change.title")}>
          {open ? null : (
            <ConfirmDialog trigger={t("change.propose")} title={t("change.proposeTitle")}>
              <p className="text-soft text-sm">{t("change.when")}</p>
              <Form className="grid gap-3">
                <TextField
                  name="hourlyRate"
                  inputMode="decimal"
                  label={t("change.rate")}
                  suffix={contract.currency}
                  hint={t("change.rateHint")}
                />
                <SelectField
                  name="weeklyLimitMinutes"
                  label={t("change.limit")}
                  placeholder={t("change.asItIs")}
                  options={[10, 12, 16, 20, 25, 30, 35, 40].map((hours) => ({
                    value: String(hours * 60),
                    label: t("roles:form.limitHours", { hours }),
                  }))}
                />
                <SelectField
                  name="evidenceLevel"
                  label={t("hiring:evidence.label")}
                  placeholder={t("change.asItIs")}
                  hint={t("evidence.atOnce")}
                  options={evidenceLevels.map((value) => ({ value, label: t(`hiring:evidence.levels.${value}`) }))}
                />
                <TextArea name="note" label={t("change.note")} rows={2} />
                <div>
                  <Button name="intent" value="propose">
                    {t("change.send")}
                  </Button>
                </div>
              </Form>
            </ConfirmDialog>
          )}
          <ConfirmDialog trigger={t("change.end")} title={t("change.endTitle")}>
            <p className="text-sm">{t("change.endText")}</p>
            <Form className="grid gap-3">
              <TextField name="reason" label={t("change.reason")} required />
              <div>
                <Button name="intent" value="end" variant="danger">
                  {t("change.end")}
                </Button>
              </div>
            </Form>
          </ConfirmDialog>
        </Card>
      ) : null}
    </Page>
  );
}

/** What is proposed; where it differs from the present terms, both stand there. */
function AmendmentTerms({
  amendment,
  present,
  currency,
}: {
  amendment: Amendment;
  present: { hourlyRate: bigint; tier: string; weeklyLimitMinutes: number; evidenceLevel: EvidenceLevel };
  currency: string;
}) {
  const { t } = useTranslation("contracts");
  const { locale } = useReader();
  const rate = (minor: bigint) => formatMoney(money(minor, currency), locale);
  const hours = (minutes: number) => t("roles:form.limitHours", { hours: minutes / 60 });
  const change = (from: string, to: string) => (from === to ? to : t("amendment.becomes", { from, to }));
  return (
    <Facts
      items={[
        { label: t("amendment.reason"), value: t(`amendment.reasons.${amendment.reason}`) },
        { label: t("columns.rate"), value: change(rate(present.hourlyRate), rate(amendment.hourlyRate)) },
        { label: t("roles:form.tier"), value: change(present.tier, amendment.tier) },
        { label: t("columns.limit"), value: change(hours(present.weeklyLimitMinutes), hours(amendment.weeklyLimitMinutes)) },
        ...(amendment.evidenceLevel
          ? [
              {
                label: t("hiring:evidence.label"),
                value: change(
                  t(`hiring:evidence.levels.${present.evidenceLevel}`),
                  t(`hiring:evidence.levels.${amendment.evidenceLevel}`),
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
