import { useTranslation } from "react-i18next";
import { type LineFault, logColumns } from "#app/domain/helpdesks/event-log.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, SelectField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Found {
  header: string[];
  sample: { line: number; cells: string[] }[];
  readable: number;
  tickets: number;
  first: Date | null;
  last: Date | null;
  doubled: number;
}

/** What a draft holds: sums, the span of its times, and its first rows as they stand. */
export function ImportFound({ draft, zone }: { draft: Found; zone: string }) {
  const { t } = useTranslation("helpdesks");
  const { locale } = useReader();
  const number = (value: number) => (value > 0 ? new Intl.NumberFormat(locale).format(value) : "–");
  return (
    <Card title={t("draft.found")}>
      <div className="max-w-md">
        <Facts
          items={[
            { label: t("draft.readable"), value: number(draft.readable) },
            { label: t("draft.tickets"), value: number(draft.tickets) },
            { label: t("draft.from"), value: draft.first ? <YearTime at={draft.first} zone={zone} /> : "–" },
            { label: t("draft.to"), value: draft.last ? <YearTime at={draft.last} zone={zone} /> : "–" },
          ]}
        />
      </div>
      {draft.doubled > 0 ? <Notice tone="marigold">{t("draft.doubled", { count: draft.doubled })}</Notice> : null}
      <Table
        caption={t("columns.sample")}
        columns={draft.header.map((label, index) => ({ key: String(index), label: label || String(index + 1) }))}
      >
        {draft.sample.map((row) => (
          <Row key={row.line}>
            {row.cells.map((cell, index) => (
              <Cell key={index} className="whitespace-nowrap">
                {cell}
              </Cell>
            ))}
          </Row>
        ))}
      </Table>
    </Card>
  );
}

/** Logs may be years old: the year goes with the time. */
function YearTime({ at, zone }: { at: Date; zone: string }) {
  return (
    <>
      <When at={at} format="date" zone={zone} /> <When at={at} format="time" zone={zone} />
    </>
  );
}

/** The lines that cannot be read and why; the first fifty. */
export function ImportFaults({ faults, count }: { faults: LineFault[]; count: number }) {
  const { t } = useTranslation("helpdesks");
  if (count === 0) return null;
  return (
    <Notice tone="red" title={t("draft.faults", { count })}>
      <ol className="grid gap-0.5">
        {faults.map(({ line, fault, value }) => (
          <li key={`${line} ${fault}`} className="break-words">
            {t("draft.line", { line })}: {t(`faults.${fault}`, { value })}
          </li>
        ))}
      </ol>
    </Notice>
  );
}

export function ImportColumns({
  header,
  columns,
  timeZone,
  zones,
}: {
  header: string[];
  columns: Record<string, string>;
  timeZone: string;
  zones: string[];
}) {
  const { t } = useTranslation("helpdesks");
  return (
    <Card title={t("draft.columns")}>
      <Form intent="columns" className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {logColumns.map((column) => (
            <SelectField
              key={column}
              name={column}
              label={t(`draft.fields.${column}`)}
              placeholder={t("draft.noColumn")}
              defaultValue={columns[column] ?? ""}
              options={header.filter(Boolean).map((name) => ({ value: name, label: name }))}
            />
          ))}
          <SelectField
            name="timeZone"
            label={t("upload.timeZone")}
            defaultValue={timeZone}
            options={zones.map((one) => ({ value: one, label: one }))}
          />
        </div>
        <div>
          <Button variant="secondary">{t("draft.again")}</Button>
        </div>
      </Form>
    </Card>
  );
}
