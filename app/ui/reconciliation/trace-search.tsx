import { Form, useSearchParams } from "@remix-run/react";
import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";

/** Takes any id of ours or of Stripe's; what is not known is said beside the field, and stays in it. */
export function TraceSearch({ refused = false }: { refused?: boolean }) {
  const { t } = useTranslation("reconciliation");
  const [search] = useSearchParams();
  return (
    <Form method="get" action="/desk/finance/trace" role="search" className="grid gap-1">
      <label htmlFor="trace-q" className="font-medium text-sm">
        {t("trace.search")}
      </label>
      <div className="flex flex-wrap gap-2">
        <span className="relative min-w-52 flex-1">
          <Search className="pointer-events-none absolute top-3 left-3 size-4 text-faint" aria-hidden="true" />
          <input
            id="trace-q"
            type="search"
            name="q"
            maxLength={200}
            defaultValue={search.get("q") ?? ""}
            aria-invalid={refused || undefined}
            aria-describedby={refused ? "trace-q-error trace-q-hint" : "trace-q-hint"}
            className="h-10 w-full rounded-lg border border-line-strong bg-raised pr-3 pl-9 text-sm aria-[invalid=true]:border-red"
          />
        </span>
        <Button variant="secondary">{t("trace.find")}</Button>
      </div>
      {refused ? (
        <p id="trace-q-error" className="text-red text-sm">
          {t("trace.unknown")}
        </p>
      ) : null}
      <p id="trace-q-hint" className="text-soft text-xs">
        {t("trace.searchHint")}
      </p>
    </Form>
  );
}
