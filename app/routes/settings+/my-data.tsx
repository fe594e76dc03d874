import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:myData.title");

const problems = ["password", "attempts"];

export const loader = loaderOf(({ context, url }) => {
  const { viewer } = requireViewer(context);
  return { kind: viewer.kind, problem: problems.find((one) => one === url.searchParams.get("problem")) ?? null };
});

export default function MyData() {
  const { kind, problem } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  const kept = ["account", ...(kind === "agent" ? ["diary", "pictures"] : []), "messages", "notifications", "money"];
  return (
    <Page title={t("myData.title")} subtitle={t("myData.text")}>
      <div className="grid gap-4">
        {problem ? <Notice tone="red" title={t(`myData.problems.${problem}`)} /> : null}
        <Card title={t("myData.take")}>
          <p className="text-soft text-sm">{t("myData.what")}</p>
          <Form action="/resources/my-data" reloadDocument className="grid max-w-lg gap-4">
            <TextField
              name="password"
              type="password"
              label={t("fields.currentPassword")}
              hint={t("myData.why")}
              autoComplete="current-password"
              required
            />
            <Button className="justify-self-start">{t("myData.action")}</Button>
          </Form>
        </Card>
        <Card title={t("myData.kept.title")}>
          <dl className="grid gap-3 text-sm">
            {kept.map((one) => (
              <div key={one} className="grid gap-1">
                <dt className="font-medium">{t(`myData.kept.${one}.what`)}</dt>
                <dd className="text-soft">{t(`myData.kept.${one}.howLong`)}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
    </Page>
  );
}
