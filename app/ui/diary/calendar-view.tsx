import { useActionData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { CopyButton } from "#app/ui/kit/copy-button.tsx";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { When } from "#app/ui/kit/when.tsx";

/** The diary in somebody's own calendar: as a file, and as a private address that is made, renewed and ended here. */
export function CalendarView({ madeAt, contractId }: { madeAt: Date | null; contractId?: string }) {
  const { t } = useTranslation("views");
  const made = useActionData<{ address?: string }>();
  return (
    <>
      {made?.address ? (
        <Notice tone="green" title={t("calendar.made")}>
          <code className="block select-all break-all py-1 font-mono">{made.address}</code>
          <CopyButton text={made.address} />
        </Notice>
      ) : null}
      <Card title={t("calendar.feed")}>
        <p className="max-w-2xl text-soft text-sm">{t("calendar.feedText")}</p>
        {madeAt ? (
          <p className="text-sm">
            {t("calendar.since")} <When at={madeAt} />
          </p>
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Form>
            {contractId ? <input type="hidden" name="contractId" value={contractId} /> : null}
            <Button name="intent" value="make" variant={madeAt ? "secondary" : "primary"}>
              {t(madeAt ? "calendar.renew" : "calendar.make")}
            </Button>
          </Form>
          {madeAt ? (
            <Form>
              {contractId ? <input type="hidden" name="contractId" value={contractId} /> : null}
              <Button name="intent" value="end" variant="danger">
                {t("calendar.end")}
              </Button>
            </Form>
          ) : null}
        </div>
        {madeAt ? <p className="text-soft text-sm">{t("calendar.renewText")}</p> : null}
      </Card>
      <Card title={t("calendar.file")}>
        <p className="max-w-2xl text-soft text-sm">{t("calendar.fileText")}</p>
        <p>
          <DownloadLink href={`/resources/diary-ics${contractId ? `?contract=${contractId}` : ""}`}>
            {t("calendar.download")}
          </DownloadLink>
        </p>
      </Card>
    </>
  );
}
