import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { traceOf } from "#app/domain/reconciliation/trace.server.ts";
import { traceKind } from "#app/domain/reconciliation/trace.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { TracePicture, traceHeading } from "#app/ui/reconciliation/trace.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:trace.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  return traceOf(context.db, { kind: traceKind(params.kind), id: id(params.id) }, actor);
});

export default function BusinessTrace() {
  const trace = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  return (
    <Page
      title={traceHeading(trace, t)}
      subtitle={t("trace.businessSubtitle")}
      back={{ to: "/business/bills", label: t("trace.toBills") }}
    >
      <TracePicture trace={trace} base="/business/trace" />
    </Page>
  );
}
