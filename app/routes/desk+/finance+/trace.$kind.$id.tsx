import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { traceOf } from "#app/domain/reconciliation/trace.server.ts";
import { traceKind } from "#app/domain/reconciliation/trace.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { TracePicture, traceHeading } from "#app/ui/reconciliation/trace.tsx";
import { TraceSearch } from "#app/ui/reconciliation/trace-search.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:trace.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return traceOf(context.db, { kind: traceKind(params.kind), id: id(params.id) }, actor);
});

export default function FinanceTrace() {
  const trace = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  return (
    <Page
      title={traceHeading(trace, t)}
      subtitle={t("trace.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
    >
      <TraceSearch />
      <TracePicture trace={trace} base="/desk/finance/trace" />
    </Page>
  );
}
