import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";

const example = (address: string) => `body='{"events":[{"id":"evt-1","ticket":"4711","kind":"solved",
  "occurredAt":"2026-11-23T09:30:00Z","agent":"ana@example.com"}]}'
t=$(date +%s)
v1=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)
curl -X POST ${address} -H "Content-Type: application/json" \\
  -H "Deskhand-Signature: t=$t,v1=$v1" -d "$body"`;

/** How a helpdesk sends its events, and the acts on its connection. */
export function WebhookSetup({ kind, address, secret }: { kind: "generic" | "log"; address: string; secret: string | null }) {
  const { t } = useTranslation("helpdesks");
  return (
    <Card title={kind === "generic" ? t("setup.title") : undefined}>
      {kind === "generic" ? (
        <>
          <p className="text-soft text-sm">{t("setup.text")}</p>
          <dl className="grid gap-2 text-sm">
            <div>
              <dt className="font-medium">{t("setup.address")}</dt>
              <dd>
                <code className="break-all">{address}</code>
              </dd>
            </div>
            <div>
              <dt className="font-medium">{t("setup.secret")}</dt>
              <dd>
                {secret ? (
                  <details>
                    <summary className="w-fit cursor-pointer text-accent">{t("setup.show")}</summary>
                    <code className="break-all">{secret}</code>
                  </details>
                ) : (
                  <Notice tone="marigold">{t("setup.noKey")}</Notice>
                )}
              </dd>
            </div>
          </dl>
          <details className="text-sm">
            <summary className="w-fit cursor-pointer text-accent">{t("setup.example")}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
            <pre className="mt-2 overflow-x-auto rounded-lg bg-sunken p-3 text-xs" tabIndex={0}>
              {example(address)}
            </pre>
          </details>
          <Form intent="roll" className="flex flex-wrap items-center gap-3">
            <Button variant="secondary">{t("setup.roll")}</Button>
            <span className="text-soft text-sm">{t("setup.rollText")}</span>
          </Form>
        </>
      ) : null}
      <Form intent="close" className="flex flex-wrap items-center gap-3">
        <Button variant="danger">{t("setup.close")}</Button>
        <span className="text-soft text-sm">{t("setup.closeText")}</span>
      </Form>
    </Card>
  );
}
