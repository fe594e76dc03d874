import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { demoMail } from "#app/domain/notifications/demo-outbox.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PersonalShell } from "#app/ui/shell/area-shell.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("notifications:outbox.title");

export const loader = loaderOf(async ({ context, params }) => {
  const mail = context.demo && params.mailId ? await demoMail(context.env, params.mailId) : null;
  if (!mail) throw new NotFound();
  // The plain words are shown: a mail's own HTML would be markup of somebody else on our page.
  const { to, subject, text, sentAt } = mail;
  return { to, subject, text, sentAt };
});

export default function OutboxMail() {
  const { to, subject, text, sentAt } = useLoaderData<typeof loader>();
  const { t } = useTranslation("notifications");
  return (
    <PersonalShell>
      <Page title={subject} back={{ to: "/dev/mail", label: t("outbox.title") }}>
        <div className="grid gap-4">
          <Facts
            items={[
              { label: t("outbox.to"), value: to },
              { label: t("outbox.at"), value: <When at={sentAt} format="datetime" /> },
            ]}
          />
          <Card>
            <div className="whitespace-pre-wrap break-words">
              {text.split(/(https?:\/\/\S+)/).map((part, index) =>
                index % 2 === 1 ? (
                  <a key={index} href={part} className="text-accent underline">
                    {part}
                  </a>
                ) : (
                  part
                ),
              )}
            </div>
          </Card>
        </div>
      </Page>
    </PersonalShell>
  );
}
