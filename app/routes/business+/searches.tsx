import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { changeSearch, changeSearchInput } from "#app/domain/matching/change-search.server.ts";
import { saveSearch } from "#app/domain/matching/save-search.server.ts";
import { savedSearchesOf } from "#app/domain/matching/saved-searches.server.ts";
import { canManage } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { QueryInWords } from "#app/ui/matching/query-in-words.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:saved.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const searches = await savedSearchesOf(context.db, businessId, { actor, now: context.now() });
  return { searches, mayManage: canManage(actor, businessId) };
});

const input = z.union([changeSearchInput, z.object({ intent: z.literal("watch"), id: z.uuid(), roleId: z.uuid() })]);

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const asked = form.value;
  await context.db.transaction(async (tx) => {
    if (asked.intent === "watch") await saveSearch(tx, { ...asked, businessId }, contextOf(actor, context));
    else await changeSearch(tx, asked, contextOf(actor, context));
  });
  return redirect("/business/searches");
});

export default function Searches() {
  const { searches, mayManage } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  const to = (one: (typeof searches)[number]) =>
    one.roleId ? `/business/roles/${one.roleId}/matches` : `/business/agents?${one.query ? `${one.query}&` : ""}saved=${one.id}`;
  return (
    <Page
      title={t("saved.title")}
      subtitle={t("saved.subtitle")}
      actions={<LinkButton to="/business/agents">{t("search.title")}</LinkButton>}
    >
      {searches.length === 0 ? (
        <EmptyState title={t("saved.empty")} action={<LinkButton to="/business/agents">{t("search.title")}</LinkButton>}>
          {t("saved.emptyText")}
        </EmptyState>
      ) : (
        <ul className="grid gap-3">
          {searches.map((one) => (
            <li key={one.id} className="grid gap-3 rounded-xl border border-line bg-raised p-4">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
                <h2 className="font-semibold">
                  <Link to={to(one)} className="hover:underline">
                    {one.name}
                  </Link>
                </h2>
                <span className="flex flex-wrap gap-2">
                  {one.fresh > 0 ? <Badge tone="green">{t("saved.fresh", { count: one.fresh })}</Badge> : null}
                  {one.state === "paused" ? <Badge>{t("saved.paused")}</Badge> : null}
                  {one.roleState && one.roleState !== "open" ? <Badge tone="marigold">{t("saved.roleNotOpen")}</Badge> : null}
                </span>
              </div>
              <p className="text-soft text-sm">
                {one.query === null ? t("saved.ofRole") : <QueryInWords query={one.query} />} · {t("saved.lookedAt")}{" "}
                <When at={one.lookedAt} />
              </p>
              {mayManage ? (
                <div className="flex flex-wrap items-start gap-2">
                  <Form intent={one.state === "paused" ? "resume" : "pause"} about={{ name: "searchId", value: one.id }}>
                    <Button variant="secondary">{t(one.state === "paused" ? "saved.resume" : "saved.pause")}</Button>
                  </Form>
                  <ConfirmDialog trigger={t("saved.rename")} title={t("saved.renameTitle")}>
                    <Form intent="rename" about={{ name: "searchId", value: one.id }} className="flex flex-wrap items-end gap-2">
                      <TextField name="name" label={t("saved.name")} defaultValue={one.name} maxLength={80} required />
                      <Button>{t("saved.rename")}</Button>
                    </Form>
                  </ConfirmDialog>
                  <ConfirmDialog trigger={t("saved.delete")} title={t("saved.deleteTitle")}>
                    <Form intent="delete" about={{ name: "searchId", value: one.id }}>
                      <Button variant="danger">{t("saved.delete")}</Button>
                    </Form>
                  </ConfirmDialog>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
