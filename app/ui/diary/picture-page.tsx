import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { type ShownPicture, Tombstone, useMoment } from "./picture-strip.tsx";

interface Props {
  picture: ShownPicture & {
    title: string;
    agentName: string;
    businessName: string;
    sha256: string;
    chainSeq: number;
    mayDelete: boolean;
  };
  back: { to: string; label: string };
}

/** One picture of the diary, large, with who, when and how; or its tombstone. The same for both sides. */
export function PicturePage({ picture, back }: Props) {
  const { t } = useTranslation("pictures");
  const moment = useMoment();
  const gone = picture.deletedAt !== null;
  return (
    <Page
      title={t("one", { at: moment(picture.takenAt) })}
      subtitle={`${picture.title} · ${picture.businessName}`}
      back={back}
      aside={
        <>
          <Card>
            <Facts
              items={[
                { label: t("facts.taken"), value: <When at={picture.takenAt} /> },
                { label: t("facts.agent"), value: picture.agentName },
                { label: t("facts.contract"), value: picture.title },
                { label: t("facts.level"), value: t(`levels.${picture.level}`) },
                { label: t("facts.entry"), value: picture.chainSeq },
              ]}
            />
            <p className="text-soft text-sm">{t("facts.hash")}</p>
            <code className="select-all break-all font-mono text-xs">{picture.sha256}</code>
          </Card>
          {gone || !picture.mayDelete ? null : (
            <ConfirmDialog trigger={t("remove.title")} title={t("remove.title")}>
              <p className="text-soft text-sm">{t("remove.text")}</p>
              <Form className="grid gap-3">
                <TextField
                  name="reason"
                  label={t("remove.reason")}
                  hint={t("remove.reasonHint")}
                  maxLength={300}
                  autoComplete="off"
                  required
                />
                <div>
                  <Button variant="danger">{t("remove.action")}</Button>
                </div>
              </Form>
            </ConfirmDialog>
          )}
        </>
      }
    >
      {gone ? (
        <Notice tone="sky">
          <Tombstone picture={picture} />
        </Notice>
      ) : (
        <img
          src={`/resources/picture/${picture.id}`}
          alt={`${t("one", { at: moment(picture.takenAt) })}. ${t(`levels.${picture.level}`)}.`}
          width={picture.width}
          height={picture.height}
          className="h-auto w-full rounded-lg border border-line bg-sunken"
          suppressHydrationWarning
        />
      )}
      <p className="text-soft text-sm">{t("stays")}</p>
    </Page>
  );
}
