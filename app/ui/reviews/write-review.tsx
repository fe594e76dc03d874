import { useTranslation } from "react-i18next";
import { BLIND_DAYS, type occasions } from "#app/domain/reviews/review.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, TextArea } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { StarsField } from "#app/ui/kit/stars.tsx";
import { ReviewList } from "./review-list.tsx";

interface Props {
  area: "agent" | "business";
  contract: { id: string; title: string };
  agentName: string;
  businessName: string;
  chances: { occasion: (typeof occasions)[number]; chance: "open" | "tooEarly" | "written" }[];
  reviews: Parameters<typeof ReviewList>[0]["reviews"];
  mayWrite: boolean;
}

/** Rating the other side of a contract: what may be written now, why not yet, and what both sides wrote that may be read. */
export function WriteReview({ area, contract, agentName, businessName, chances, reviews, mayWrite }: Props) {
  const { t } = useTranslation("reviews");
  const other = area === "agent" ? businessName : agentName;
  // At the end the last word matters more than the first impression, so it is asked for first.
  const open = chances.filter((one) => one.chance === "open").at(-1);
  return (
    <Page
      title={t("write.title", { name: other })}
      subtitle={contract.title}
      back={{ to: `/${area}/contracts/${contract.id}`, label: t("write.back") }}
      actions={
        <LinkButton to={`/${area}/reviews`} variant="secondary">
          {t("own.title")}
        </LinkButton>
      }
    >
      {open && mayWrite ? (
        <Card title={t(`occasions.${open.occasion}`)}>
          <p className="text-soft text-sm">{t("write.blindText", { name: other, count: BLIND_DAYS })}</p>
          <Form className="grid gap-4">
            <Hidden name="occasion" value={open.occasion} />
            <StarsField name="stars" label={t("write.stars")} />
            <TextArea name="words" label={t("write.words")} hint={t(`write.wordsHint.${area}`)} maxLength={2000} />
            <p className="text-soft text-sm">{t("write.once")}</p>
            <div>
              <Button>{t("write.send")}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {open && !mayWrite ? <Notice>{t("write.readOnly")}</Notice> : null}
      <Card title={t("write.chances")}>
        <ul className="grid gap-1 text-sm">
          {chances.map((one) => (
            <li key={one.occasion} className="flex flex-wrap justify-between gap-x-4">
              <span className="font-medium">{t(`occasions.${one.occasion}`)}</span>
              <span className="text-soft">
                {one.chance === "tooEarly" ? t(`write.tooEarly.${one.occasion}`) : t(`write.chance.${one.chance}`)}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t("write.given")}>
        {reviews.length > 0 ? <ReviewList reviews={reviews} /> : <p className="text-soft text-sm">{t("write.noneYet")}</p>}
      </Card>
    </Page>
  );
}
