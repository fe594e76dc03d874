import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { permit } from "#app/domain/accounts/permissions.ts";
import { connectionsOf } from "#app/domain/helpdesks/connections.server.ts";
import { uploadInput } from "#app/domain/helpdesks/event-log.ts";
import { uploadLog } from "#app/domain/helpdesks/upload-log.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { timeZones } from "#app/kernel/time.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, SelectField, useField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:upload.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId, viewer } = requireMember(context);
  permit(actor, "helpdesks.manage", { businessId });
  const connections = await connectionsOf(context.db, businessId, actor);
  const open = connections.filter(({ connection }) => !connection.closedAt).map(({ connection: { id, name } }) => ({ id, name }));
  return { open, chosen: url.searchParams.get("connection") ?? "", zones: timeZones(), zone: viewer.timeZone };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireMember(context);
  const form = await readForm(request, context, uploadInput);
  if (!form.ok) return form.reply;
  const { file, connectionId, timeZone } = form.value;
  const content = await file.text();
  const { id } = await context.db.transaction((tx) =>
    uploadLog(tx, { connectionId, timeZone, fileName: file.name, content }, contextOf(actor, context)),
  );
  return redirect(`/business/helpdesks/imports/${id}`);
});

export default function NewImport() {
  const { open, chosen, zones, zone } = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  return (
    <Page title={t("upload.title")} subtitle={t("upload.subtitle")} back={{ to: "/business/helpdesks", label: t("title") }}>
      {open.length === 0 ? (
        <EmptyState title={t("upload.first")} action={<LinkButton to="/business/helpdesks">{t("connect.title")}</LinkButton>} />
      ) : (
        <Card className="max-w-2xl">
          <Form files className="grid gap-4">
            <SelectField
              name="connectionId"
              label={t("upload.connection")}
              defaultValue={open.some((one) => one.id === chosen) ? chosen : open[0]!.id}
              options={open.map((one) => ({ value: one.id, label: one.name }))}
            />
            <FileField />
            <SelectField
              name="timeZone"
              label={t("upload.timeZone")}
              hint={t("upload.timeZoneHint")}
              defaultValue={zone}
              options={zones.map((one) => ({ value: one, label: one }))}
            />
            <div>
              <Button>{t("upload.action")}</Button>
            </div>
          </Form>
        </Card>
      )}
    </Page>
  );
}

function FileField() {
  const { t } = useTranslation("helpdesks");
  const { errors } = useField("file");
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium text-sm">
        {t("upload.file")}
      </label>
      <input
        id={id}
        type="file"
        name="file"
        accept=".csv,text/csv,text/plain"
        required
        aria-invalid={errors.length > 0 || undefined}
        aria-describedby={errors.length > 0 ? `${id}-error` : undefined}
        className="w-full rounded-lg border border-line-strong bg-raised p-2 text-sm aria-[invalid=true]:border-red"
      />
      {errors.length > 0 ? (
        <p id={`${id}-error`} className="text-red text-sm">
          {errors.join(" ")}
        </p>
      ) : null}
    </div>
  );
}
