import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { sharesOf } from "#app/domain/diary/compared.ts";
import { type FigureName, figureNames } from "#app/domain/helpdesks/metrics.ts";
import { type Adherence, FLOOR_PERMILLE } from "#app/domain/shifts/adherence.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Cell, type Column, Row, Table } from "#app/ui/kit/table.tsx";
import { AdherenceShare } from "#app/ui/shifts/adherence-figures.tsx";
import { FigureCell, type ShownFigure } from "./figure.tsx";

export type ShownFigures = Record<FigureName, ShownFigure> & { workedSeconds: number };
export interface MetricsRow {
  contractId: string;
  /** The agent, or for the agent's own page the business. */
  name: string;
  title: string;
  now: ShownFigures;
  before: ShownFigures;
}
export const sortable = ["name", "worked", "adherence", "conformance", ...figureNames] as const;
type Shares = (Adherence & { contractId: string })[];
const shares = ["adherence", "conformance"] as const;
export type SortColumn = (typeof sortable)[number];

/** Rows in the order that the address asks for; what cannot be measured stands last either way. */
export function sorted<R extends MetricsRow>(rows: R[], column: SortColumn, descending: boolean, adherence: Shares = []): R[] {
  const value = (row: R) => {
    if (column === "name") return row.name;
    if (column === "worked") return row.now.workedSeconds;
    if (column === "adherence" || column === "conformance")
      return adherence.find((one) => one.contractId === row.contractId)?.[column] ?? null;
    return row.now[column].value;
  };
  const turn = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    const order = typeof x === "string" ? x.localeCompare(y as string) : x - (y as number);
    return turn * order || a.name.localeCompare(b.name);
  });
}

/** A line a person, the team's below; each column sorts by an address that can be sent on. */
export function MetricsTable({
  caption,
  rows,
  team,
  adherence,
  sort,
  descending,
  to,
}: {
  caption: string;
  rows: MetricsRow[];
  team?: { now: ShownFigures; before: ShownFigures };
  /** How each contract's week follows its shifts; those without shifts are not in it. */
  adherence: Shares;
  sort: SortColumn;
  descending: boolean;
  to: (contractId: string) => string;
}) {
  const { t } = useTranslation("helpdesks");
  const { t: st } = useTranslation("shifts");
  const [search] = useSearchParams();
  const column = (key: SortColumn, label: string): Column => {
    const next = new URLSearchParams(search);
    next.set("sort", key);
    // Names begin at A, figures with the largest; pressed again it turns.
    next.set("dir", sort === key ? (descending ? "asc" : "desc") : key === "name" ? "asc" : "desc");
    return {
      key,
      label,
      align: key === "name" ? "left" : "right",
      sort: { to: `?${next}`, now: sort === key ? (descending ? "descending" : "ascending") : null },
    };
  };
  return (
    <Table
      caption={caption}
      columns={[
        column("name", t("metrics.agent")),
        column("worked", t("metrics.worked")),
        ...shares.map((name) => column(name, st(`adherence.${name}`))),
        ...figureNames.map((name) => column(name, t(`figures.${name}.name`))),
      ]}
    >
      {sorted(rows, sort, descending, adherence).map((row) => (
        <Row key={row.contractId}>
          <Cell>
            <Link to={to(row.contractId)} className="block min-w-28 font-medium text-accent hover:underline">
              {row.name}
            </Link>
            <span className="block text-faint text-xs">{row.title}</span>
          </Cell>
          <FigureCells now={row.now} before={row.before} follows={adherence.find((one) => one.contractId === row.contractId)} />
        </Row>
      ))}
      {team && rows.length > 1 ? (
        <Row className="bg-sunken">
          <Cell className="font-semibold">{t("metrics.team")}</Cell>
          <FigureCells now={team.now} before={team.before} follows={teamAdherence(adherence)} />
        </Row>
      ) : null}
    </Table>
  );
}

/** The team's: planned and worked minutes of everybody who has shifts, added up before they are divided. */
function teamAdherence(rows: Shares): Adherence | undefined {
  if (rows.length === 0) return undefined;
  const sum = (name: "planned" | "inside" | "worked") => rows.reduce((total, one) => total + one[name], 0);
  const [planned, inside, worked] = [sum("planned"), sum("inside"), sum("worked")];
  return { planned, inside, worked, ...sharesOf({ planned, worked, missed: planned - inside }) };
}

function FigureCells({ now, before, follows }: { now: ShownFigures; before: ShownFigures; follows: Adherence | undefined }) {
  const { t } = useTranslation("helpdesks");
  return (
    <>
      <Cell numeric>
        <span className="block font-medium">
          <Minutes value={Math.round(now.workedSeconds / 60)} />
        </span>
        <span className="block text-faint text-xs">
          {t("metrics.before", { value: "" })}
          <Minutes value={Math.round(before.workedSeconds / 60)} />
        </span>
      </Cell>
      {shares.map((kind) => (
        <Cell key={kind} numeric>
          {follows ? <AdherenceShare kind={kind} of={follows} /> : "–"}
        </Cell>
      ))}
      {figureNames.map((name) => (
        <Cell key={name} numeric>
          <FigureCell name={name} now={now[name]} before={before[name]} />
        </Cell>
      ))}
    </>
  );
}

/** The definitions, for who cannot point or wants to read them all. */
export function HowFiguresAreMade() {
  const { t } = useTranslation("helpdesks");
  const { t: st } = useTranslation("shifts");
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-accent">{t("metrics.how")}</summary>
      <dl className="mt-2 grid max-w-3xl gap-2">
        {shares.map((name) => (
          <div key={name}>
            <dt className="font-medium">{st(`adherence.${name}`)}</dt>
            <dd className="text-soft">
              {st(`adherence.${name}Means`)} {st("adherence.floor", { floor: FLOOR_PERMILLE / 10 })}
            </dd>
          </div>
        ))}
        {figureNames.map((name) => (
          <div key={name}>
            <dt className="font-medium">{t(`figures.${name}.name`)}</dt>
            <dd className="text-soft">{t(`figures.${name}.how`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
