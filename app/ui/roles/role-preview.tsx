import { useFetcher } from "@remix-run/react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import type { PriceGuidance, Requirement } from "#app/domain/matching/role-funnel.server.ts";
import type { RolePreview as Preview } from "#app/domain/matching/role-preview.server.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { useEdits } from "#app/ui/kit/edits.ts";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";

const WAIT_MS = 400;

/** The form's fields as the preview's query: the marked half-hours in one word, nothing that does not count. */
function queryOf(form: HTMLFormElement): string {
  const fields = new FormData(form);
  const marked = new Set(fields.getAll("coverage").map(String));
  const asked = new URLSearchParams({
    coverage: Array.from({ length: 336 }, (_, i) => (marked.has(String(i)) ? "1" : "0")).join(""),
  });
  for (const [name, value] of fields)
    if (typeof value === "string" && !["coverage", "title", "description", "startsOn", "endsOn", "id"].includes(name))
      asked.append(name, value);
  return asked.toString();
}

/** Who would fit, while the form beside it is filled in (product.md, "Roles"). */
export function RolePreview({ form }: { form: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const fetcher = useFetcher<{ preview: Preview | null }>();
  useEdits(form, WAIT_MS, (fields) => fetcher.load(`/resources/role-preview?${queryOf(fields)}`), { atOnce: true });
  const preview = fetcher.data?.preview;
  if (!preview)
    return (
      <Card title={t("preview.title")}>
        <p className="text-soft text-sm">{fetcher.data ? t("preview.unclear") : t("preview.counting")}</p>
      </Card>
    );
  const number = new Intl.NumberFormat(locale);
  return (
    <Card title={t("preview.title")}>
      <p aria-live="polite" className="text-sm">
        <strong className="tabular font-semibold text-2xl">
          {preview.estimated ? "≈ " : ""}
          {number.format(preview.listed)}
        </strong>{" "}
        {t("preview.ofOpen", { count: preview.listed, open: number.format(preview.open) })}
      </p>
      {preview.best.length > 0 ? (
        <ol className="grid gap-1 text-sm">
          {preview.best.map((agent) => (
            <li key={agent.id} className="flex items-baseline justify-between gap-2">
              <span className="min-w-0">
                <span className="font-medium">{agent.name}</span> <span className="text-soft">{agent.headline}</span>
              </span>
              {agent.ratingCount > 0 ? <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} /> : null}
            </li>
          ))}
        </ol>
      ) : null}
      <p className="text-sm">{t("preview.personHours", { count: preview.personHours })}</p>
      <FunnelList requirements={preview.requirements} listed={preview.listed} />
      {preview.prices ? <Prices prices={preview.prices} /> : null}
      {preview.startSmall ? <p className="rounded-lg bg-sky-soft p-3 text-sky text-sm">{t("preview.startSmall")}</p> : null}
    </Card>
  );
}

/** Which requirement keeps how many out, the one whose loss would bring most first; those that keep nobody out are not named. */
export function FunnelList({ requirements, listed }: { requirements: Requirement[]; listed: number }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const number = new Intl.NumberFormat(locale);
  const keeping = requirements.filter((one) => one.excludes > 0).sort((a, b) => b.without - a.without || b.excludes - a.excludes);
  if (keeping.length === 0) return null;
  const named = ({ kind, what, level, name }: Requirement) => {
    if (kind === "language") return `${languageName(locale, what, name)} ${level}`;
    if (kind === "tool") return toolName(what);
    if (kind === "channel") return t(`agents:channels.${what}`);
    return kind === "tier" ? t(`agents:tiers.${what}`) : t(`preview.kind.${kind}`);
  };
  return (
    <div className="grid gap-1 text-sm">
      <h3 className="font-medium">{t("preview.keepsOut")}</h3>
      <ul className="grid gap-1">
        {keeping.map((one) => (
          <li key={`${one.kind}${one.what}`} className="flex flex-wrap justify-between gap-x-3">
            <span>{named(one)}</span>
            <span className="tabular text-soft">
              {t("preview.excludes", { count: one.excludes, n: number.format(one.excludes) })}
              {one.without > listed ? ` · ${t("preview.without", { n: number.format(one.without) })}` : ""}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Prices({ prices }: { prices: PriceGuidance }) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const [first, median, third] = prices.quartiles.map((one) => formatMoney(one, locale));
  const most = Math.max(1, ...prices.steps.map((one) => one.people));
  return (
    <div className="grid gap-1 text-sm">
      <h3 className="font-medium">{t("preview.prices")}</h3>
      <p>{t("preview.quartiles", { first, median, third })}</p>
      {prices.steps.length > 0 ? (
        <div aria-hidden="true">
          <div className="flex h-12 items-end gap-0.5">
            {prices.steps.map((one) => (
              <div
                key={String(one.from.minor)}
                title={`${formatMoney(one.from, locale)} – ${formatMoney(one.to, locale)}: ${one.people}`}
                className="flex-1 rounded-t bg-accent"
                style={{ height: `${Math.max(one.people > 0 ? 6 : 0, (100 * one.people) / most)}%` }}
              />
            ))}
          </div>
          <div className="flex justify-between text-faint text-xs">
            <span>{formatMoney(prices.steps[0]!.from, locale)}</span>
            <span>{formatMoney(prices.steps.at(-1)!.to, locale)}</span>
          </div>
        </div>
      ) : null}
      <p className="text-faint text-xs">{t("preview.pricesWhose", { count: prices.people })}</p>
    </div>
  );
}
