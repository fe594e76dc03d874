import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { findTraced } from "#app/domain/reconciliation/find-traced.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { TraceSearch } from "#app/ui/reconciliation/trace-search.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:trace.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const q = url.searchParams.get("q")?.trim() ?? "";
  const found = q ? await findTraced(context.db, q, actor) : null;
  if (found) {
    const place = found.kind === "transactions" ? "transactions" : `trace/${found.kind}`;
    throw redirect(`/desk/finance/${place}/${found.id}`);
  }
  return { q };
});

export default function TraceStart() {
  const { q } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  return (
    <Page
      title={t("trace.title")}
      subtitle={t("trace.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
    >
      <TraceSearch refused={q !== ""} />
      {q === "" ? <EmptyState title={t("trace.start")}>{t("trace.startHint")}</EmptyState> : null}
    </Page>
  );
}
