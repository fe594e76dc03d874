import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type Filterable, filterOf, isFiltered } from "#app/domain/diary/segment-filter.ts";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { fillOf } from "./segment-marks.tsx";

/** Weeks that a search may look back; the last is the most a file holds too. */
export const spans = [4, 13, 26, 53] as const;
export const spanOf = (search: URLSearchParams) => spans.find((one) => String(one) === search.get("span")) ?? 13;

type Found = Pick<Filterable, "contractId" | "kind" | "memo" | "overLimit" | "late" | "deletedAt"> & {
  id: string;
  week: string;
  startedAt: Date;
  minutes: number;
};

/** Memos and segments over many weeks, newest first, each with its way to the day. @param to where a segment's day stands */
export function SearchView({
  found,
  total,
  page,
  pages,
  weeks,
  contracts,
  to,
}: {
  found: Found[];
  total: number;
  page: number;
  pages: number;
  weeks: string[];
  contracts: { id: string; label: string }[];
  to: (segment: Found) => string;
}) {
  const { t } = useTranslation("views");
  const { t: dt } = useTranslation("diary");
  const [search] = useSearchParams();
  const span = spanOf(search);
  const label = new Map(contracts.map((one) => [one.id, one.label]));
  const file = new URLSearchParams(search);
  for (const name of ["page", "span"]) file.delete(name);
  file.set("from", weeks[0]!);
  file.set("to", weeks.at(-1)!);
  return (
    <>
      <FilterBar contracts={contracts} shown={total} keep={["span"]} without={["pay"]} open>
        <label className="grid gap-1">
          {t("search.span")}
          <select
            name="span"
            defaultValue={String(span)}
            className="h-10 w-full rounded-lg border border-line-strong bg-raised px-2 text-sm"
          >
            {spans.map((one) => (
              <option key={one} value={one}>
                {t("search.weeks", { count: one })}
              </option>
            ))}
          </select>
        </label>
      </FilterBar>
      <p className="flex flex-wrap items-center justify-between gap-3 text-soft text-sm">
        <span>
          {t("search.from")} <When at={weeks[0]!} format="date" />
        </span>
        <DownloadLink href={`/resources/diary-csv?${file}`}>{t("search.csv")}</DownloadLink>
      </p>
      {found.length === 0 ? (
        <EmptyState
          title={t("search.none")}
          action={
            isFiltered(filterOf(search)) ? (
              <Link to="?" className="text-accent underline">
                {t("filter.clear")}
              </Link>
            ) : null
          }
        >
          {t("search.noneText")}
        </EmptyState>
      ) : (
        <Table
          caption={t("search.title")}
          columns={[
            { key: "at", label: dt("takeBack.at") },
            { key: "contract", label: t("filter.contract") },
            { key: "kind", label: t("filter.kind") },
            { key: "minutes", label: dt("takeBack.minutes"), align: "right" },
            { key: "memo", label: dt("memo") },
          ]}
        >
          {found.map((one) => (
            <Row key={one.id}>
              <Cell className="whitespace-nowrap">
                <Link to={to(one)} className="text-accent underline-offset-2 hover:underline">
                  <When at={one.startedAt} />
                </Link>
              </Cell>
              <Cell>
                <span className="block min-w-48">{label.get(one.contractId)}</span>
              </Cell>
              <Cell className="whitespace-nowrap">
                <span
                  className={`mr-1.5 inline-block size-3 rounded-[2px] ${fillOf({ ...one, activeMinutes: 0 })}`}
                  aria-hidden="true"
                />
                {dt(`kinds.${one.deletedAt ? "deleted" : one.kind}`)}
                {one.overLimit ? <span className="text-red"> · {t("filter.options.over")}</span> : null}
                {one.late ? <span className="text-sky"> · {t("filter.options.late")}</span> : null}
              </Cell>
              <Cell numeric>{one.minutes}</Cell>
              <Cell>
                <span className="block min-w-40">{one.memo}</span>
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </>
  );
}
