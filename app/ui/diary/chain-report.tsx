import { useTranslation } from "react-i18next";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { CopyButton } from "#app/ui/kit/copy-button.tsx";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Props {
  contract: { id: string; title: string };
  check: {
    entries: number;
    segments: number;
    pictures: number;
    picturesDeleted: number;
    head: string;
    broken: { seq: number; reason: "missing" | "changed" } | null;
    outside: number;
  };
  entries: { seq: number; kind: string; hash: string; receivedAt: Date; minutes: number | null }[];
  page: number;
  pages: number;
  held: { found: false } | { found: true; seq: number; receivedAt: Date; unchanged: boolean } | null;
  /** What was pasted, to stand in the form again. */
  typed: string;
  other: string;
  back: { to: string; label: string };
}

/** The verify page of a contract's diary, the same for both sides. */
export function ChainReport({ contract, check, entries, page, pages, held, typed, other, back }: Props) {
  const { t } = useTranslation("chain");
  const { broken } = check;
  return (
    <Page
      title={t("title")}
      subtitle={`${contract.title} · ${other}`}
      back={back}
      state={
        check.entries > 0 ? <Badge tone={broken ? "red" : "green"}>{t(broken ? "state.broken" : "state.fits")}</Badge> : null
      }
      aside={
        <Card title={t("file.title")}>
          <p className="text-soft text-sm">{t("file.text")}</p>
          <div className="grid justify-items-start">
            <DownloadLink href={`/resources/diary-evidence/${contract.id}`}>{t("file.evidence")}</DownloadLink>
            <DownloadLink href="/verify-diary.mjs" save>
              {t("file.verifier")}
            </DownloadLink>
          </div>
          <p className="text-soft text-sm">{t("file.run")}</p>
          <code className="select-all break-all rounded-lg bg-sunken p-2 font-mono text-xs">
            {`node verify-diary.mjs diary-${contract.id}.json`}
          </code>
        </Card>
      }
    >
      <p className="max-w-3xl text-soft text-sm">{t("intro")}</p>
      {check.entries === 0 ? (
        <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
      ) : (
        <>
          {broken ? (
            <Notice tone="red" title={t("verdict.broken")}>
              {t(`verdict.${broken.reason}`, { seq: broken.seq })}
            </Notice>
          ) : (
            <Notice tone="green" title={t("verdict.fits")}>
              {t("verdict.fitsText")}
            </Notice>
          )}
          {check.outside > 0 ? <Notice tone="marigold">{t("verdict.outside", { count: check.outside })}</Notice> : null}
          <Card title={t("head.title")} actions={<CopyButton text={check.head} />}>
            <code data-testid="head" className="select-all break-all font-mono text-sm">
              {check.head}
            </code>
            <p className="text-soft text-sm">{t("head.text")}</p>
            <Facts
              items={[
                { label: t("head.entries"), value: check.entries },
                { label: t("head.segments"), value: check.segments },
                ...(check.pictures > 0
                  ? [
                      { label: t("head.pictures"), value: check.pictures },
                      { label: t("head.picturesDeleted"), value: check.picturesDeleted },
                    ]
                  : []),
              ]}
            />
          </Card>
        </>
      )}
      <Card title={t("held.title")}>
        <p className="text-soft text-sm">{t("held.text")}</p>
        {held ? <HeldAnswer held={held} /> : null}
        <Form className="grid gap-3">
          <TextField
            name="held"
            label={t("held.label")}
            hint={t("held.hint")}
            defaultValue={typed}
            autoComplete="off"
            maxLength={200}
            required
          />
          <div>
            <Button>{t("held.action")}</Button>
          </div>
        </Form>
      </Card>
      {entries.length > 0 ? (
        <Card title={t("entries.title")}>
          <Table
            caption={t("entries.title")}
            columns={[
              { key: "seq", label: t("entries.seq"), align: "right" },
              { key: "at", label: t("entries.at") },
              { key: "kind", label: t("entries.kind") },
              { key: "minutes", label: t("entries.minutes"), align: "right" },
              { key: "hash", label: t("entries.hash") },
            ]}
          >
            {entries.map((one) => (
              <Row key={one.seq} className={held?.found && held.seq === one.seq ? "bg-accent-soft" : undefined}>
                <Cell numeric>{one.seq}</Cell>
                <Cell className="whitespace-nowrap">
                  <When at={one.receivedAt} />
                </Cell>
                <Cell className="whitespace-nowrap">{t(`kinds.${one.kind}`)}</Cell>
                <Cell numeric>{one.minutes === null ? "–" : <Minutes value={one.minutes} />}</Cell>
                <Cell>
                  <code title={one.hash} className="select-all font-mono text-xs">
                    {one.hash}
                  </code>
                </Cell>
              </Row>
            ))}
          </Table>
          <Pager page={page} pages={pages} />
        </Card>
      ) : null}
    </Page>
  );
}

function HeldAnswer({ held }: { held: NonNullable<Props["held"]> }) {
  const { t } = useTranslation("chain");
  if (!held.found)
    return (
      <Notice tone="red" title={t("held.absent")}>
        {t("held.absentText")}
      </Notice>
    );
  return (
    <Notice tone={held.unchanged ? "green" : "red"} title={t(held.unchanged ? "held.unchanged" : "held.changed")}>
      {t("held.entry", { seq: held.seq })} <When at={held.receivedAt} format="date" />,{" "}
      <When at={held.receivedAt} format="time" />
    </Notice>
  );
}
