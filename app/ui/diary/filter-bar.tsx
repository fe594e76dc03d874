import { Form, Link, useSearchParams } from "@remix-run/react";
import { ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type SegmentVerdict, verdictOf } from "#app/domain/billing/protection.ts";
import { countsOf, type Filterable, filterOf, filterOptions, isFiltered, matches } from "#app/domain/diary/segment-filter.ts";
import { Button } from "#app/ui/kit/button.tsx";
import type { GridSegment } from "./segment-marks.tsx";

type Segment = GridSegment & Pick<Filterable, "contractId" | "source" | "late">;
const names = Object.keys(filterOptions) as (keyof typeof filterOptions)[];

/** What the address narrows a page's segments to, and how many each choice would show. */
export function useDiaryFilter<S extends Segment>(segments: S[], reasons: ReadonlyMap<string, SegmentVerdict>) {
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const rows = segments.map((segment) => ({
    ...segment,
    isProtected: verdictOf(segment, reasons) === "protected",
    tickets: segment.evidence?.tickets ?? 0,
  }));
  return {
    filtered: isFiltered(filter),
    shown: segments.filter((_, index) => matches(rows[index]!, filter)),
    counts: countsOf(rows, filter),
  };
}

interface Props {
  /** Contracts to choose from; one or none = no choice. */
  contracts: { id: string; label: string }[];
  /** "kind:manual" -> how many; left out where nobody has counted. */
  counts?: ReadonlyMap<string, number>;
  shown: number;
  total?: number;
  /** Other names of the address that stay. */
  keep: string[];
  /** What the page has beside these choices. */
  children?: React.ReactNode;
  without?: (keyof typeof filterOptions)[];
  open?: boolean;
}

const box = "h-10 w-full rounded-lg border border-line-strong bg-raised px-2 text-sm";

/** Narrows a diary: works without JavaScript, stands in the address, and says how many segments each choice would show. */
export function FilterBar({ contracts, counts, shown, total, keep, children, without = [], open = false }: Props) {
  const { t } = useTranslation("views");
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const filtered = isFiltered(filter);
  const cleared = new URLSearchParams([...search].filter(([name]) => keep.includes(name)));
  const count = (key: string) => (counts ? ` (${counts.get(key) ?? 0})` : "");
  return (
    <details open={open || filtered} className="rounded-lg border border-line bg-raised text-sm">
      <summary className="flex cursor-pointer flex-wrap items-center gap-2 px-3 py-2 font-medium">
        <ListFilter className="size-4" aria-hidden="true" /> {t("filter.title")}
        <span className="font-normal text-soft" aria-live="polite">
          {total === undefined ? t("filter.found", { count: shown }) : t("filter.shown", { shown, total })}
        </span>
      </summary>
      {/* A new address begins with fresh fields: what was cleared must not stay in them. */}
      <Form
        key={search.toString()}
        method="get"
        preventScrollReset
        className="grid grid-cols-2 gap-3 border-line border-t p-3 sm:grid-cols-3 lg:grid-cols-4"
      >
        {[...cleared].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {contracts.length > 1 ? (
          <label className="grid gap-1">
            {t("filter.contract")}
            <select name="contract" defaultValue={filter.contract ?? ""} className={box}>
              <option value="">{t("filter.all")}</option>
              {contracts.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.label}
                  {count(`contract:${one.id}`)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {names
          .filter((name) => !without.includes(name))
          .map((name) => (
            <label key={name} className="grid gap-1">
              {t(`filter.${name}`)}
              <select name={name} defaultValue={filter[name] ?? ""} className={box}>
                <option value="">{t("filter.all")}</option>
                {filterOptions[name].map((option) => (
                  <option key={option} value={option}>
                    {t(`filter.options.${option}`)}
                    {count(`${name}:${option}`)}
                  </option>
                ))}
              </select>
            </label>
          ))}
        <label className="col-span-2 grid gap-1 sm:col-span-1">
          {t("filter.memo")}
          <input type="search" name="q" defaultValue={filter.q ?? ""} maxLength={100} className={`${box} px-3`} />
        </label>
        {children}
        <div className="col-span-full flex flex-wrap items-center gap-3">
          <Button variant="secondary" size="sm">
            {t("filter.apply")}
          </Button>
          {filtered ? (
            <Link to={`?${cleared}`} preventScrollReset className="text-accent underline">
              {t("filter.clear")}
            </Link>
          ) : null}
        </div>
      </Form>
    </details>
  );
}

/** Nothing is left of what the page has; what to do about it. */
export function NothingLeft() {
  const { t } = useTranslation("views");
  return <p className="text-soft text-sm">{t("filter.nothing")}</p>;
}

/** The segments that the page shows as a file: the address's filter goes with it. */
export function DiaryFile({ week, contractId }: { week: string; contractId?: string }) {
  const { t } = useTranslation("views");
  const [search] = useSearchParams();
  const file = new URLSearchParams(search);
  for (const name of ["day", "clock"]) file.delete(name);
  file.set("week", week);
  if (contractId) file.set("contract", contractId);
  return (
    <a href={`/resources/diary-csv?${file}`} className="text-accent underline underline-offset-2">
      {t("search.csv")}
    </a>
  );
}
