import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { ReviewList } from "./review-list.tsx";

type Lines = Parameters<typeof ReviewList>[0]["reviews"];
interface Props {
  area: "agent" | "business";
  about: Lines;
  written: Lines;
  due: { contractId: string; title: string; agentName: string; businessName: string }[];
  mayWrite: boolean;
  aside?: ReactNode;
}

/** A side's ratings: those to write, those about it that are open, and its own. */
export function OwnReviews({ area, about, written, due, mayWrite, aside }: Props) {
  const { t } = useTranslation("reviews");
  return (
    <Page title={t("own.title")} subtitle={t("own.subtitle")} aside={aside}>
      {due.length > 0 && mayWrite ? (
        <Card title={t("own.due")}>
          <ul className="grid gap-1 text-sm">
            {due.map((one) => (
              <li key={one.contractId}>
                <Link
                  to={`/${area}/reviews/${one.contractId}`}
                  className="inline-flex min-h-8 items-center text-accent hover:underline"
                >
                  {area === "agent" ? one.businessName : one.agentName} · {one.title}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <Card title={t("own.about")}>
        {about.length > 0 ? (
          <ReviewList reviews={about} />
        ) : (
          <EmptyState
            title={t("own.noneAbout")}
            action={
              <LinkButton to={`/${area}/contracts`} variant="secondary">
                {t("own.toContracts")}
              </LinkButton>
            }
          >
            {t("own.noneAboutText")}
          </EmptyState>
        )}
      </Card>
      <Card title={t("own.written")}>
        {written.length > 0 ? <ReviewList reviews={written} /> : <p className="text-soft text-sm">{t("own.noneWritten")}</p>}
      </Card>
    </Page>
  );
}
