import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Neighbour, RankAudit } from "#app/domain/matching/rank-audit.ts";
import { EXPLORATION_ROW, NEWCOMER_RATINGS } from "#app/domain/matching/score.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { RankFilters } from "./rank-filters.tsx";
import { RankTerms } from "./rank-terms.tsx";

/** The page of how a rank came to be. @param pageOf where another agent's audit stands, for who may see it */
export function RankAuditPage({
  audit,
  title,
  subtitle,
  back,
  pageOf,
  children,
}: {
  audit: RankAudit;
  title: string;
  subtitle: string;
  back?: { to: string; label: string };
  pageOf?: (agentId: string) => string;
  children?: ReactNode;
}) {
  const { t } = useTranslation("matching");
  return (
    <Page
      title={title}
      subtitle={subtitle}
      back={back}
      actions={
        <DownloadLink href={`/resources/rank-json/${audit.roleId}/${audit.agentId}`} save>
          {t("audit.download")}
        </DownloadLink>
      }
    >
      <RankAuditDetail audit={audit} pageOf={pageOf} />
      {children}
    </Page>
  );
}

/** How a rank came to be. @param pageOf where another agent's audit stands, for who may see it */
export function RankAuditDetail({ audit, pageOf }: { audit: RankAudit; pageOf?: (agentId: string) => string }) {
  const { t } = useTranslation("matching");
  return (
    <>
      <RankPlace audit={audit} pageOf={pageOf} />
      <RankTerms terms={audit.terms} total={audit.total} />
      <RankFilters filters={audit.filters} />
      <ExplorationRow {...audit.exploration} />
      <Card title={t("audit.notLooked")}>
        <p className="max-w-3xl text-sm">{t("audit.notLookedText")}</p>
        <p className="max-w-3xl text-sm">{t("audit.notLookedBut")}</p>
      </Card>
    </>
  );
}

function RankPlace({ audit, pageOf }: { audit: RankAudit; pageOf?: (agentId: string) => string }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const n = (value: number) => new Intl.NumberFormat(locale).format(value);
  const { rank, searched, above, below, toPass } = audit.place;
  const out = audit.filters.some((one) => !one.pass);
  const next = (one: Neighbour | null) =>
    one ? (
      <>
        {pageOf ? (
          <Link to={pageOf(one.agentId)} className="text-accent hover:underline">
            {one.name}
          </Link>
        ) : (
          one.name
        )}{" "}
        <span className="tabular">({n(one.total)})</span>
      </>
    ) : (
      t("audit.nobody")
    );
  const asked = [
    { label: t("audit.at"), value: <When at={audit.at} /> },
    { label: t("audit.heldSince"), value: <When at={audit.heldSince} /> },
    { label: t("audit.engine"), value: t(`audit.engines.${audit.engine}`) },
  ];
  const neighbours =
    audit.view === "agent" || rank === null
      ? []
      : [
          { label: t("audit.above"), value: next(above) },
          { label: t("audit.below"), value: next(below) },
        ];
  return (
    <Card title={rank === null ? t(out ? "audit.notListed" : "audit.beyond", { most: searched }) : t("audit.place", { rank })}>
      {toPass === null ? null : (
        <p className="text-sm">{t(rank === null ? "audit.toEnter" : "audit.toPass", { points: n(toPass), most: searched })}</p>
      )}
      <Facts items={[...neighbours, ...asked]} />
      <p className="max-w-3xl text-soft text-sm">
        {t("audit.ties")} {t("audit.sameAnswer")} {t(audit.view === "business" ? "audit.asideYours" : "audit.aside")}
      </p>
    </Card>
  );
}

function ExplorationRow(exploration: RankAudit["exploration"]) {
  const { t } = useTranslation("matching");
  const { newcomer, day, hash, waiting, number, chosen, turn } = exploration;
  const row = EXPLORATION_ROW;
  return (
    <Card title={t("audit.exploration")}>
      <p className="max-w-3xl text-sm">
        {turn
          ? t("audit.turn", { row })
          : !newcomer
            ? t("audit.notNew", { few: NEWCOMER_RATINGS })
            : number === null
              ? t("audit.notWaiting", { row })
              : chosen === null
                ? t("audit.shortList", { row })
                : t("audit.notToday", { row })}
      </p>
      <p className="max-w-3xl break-words text-soft text-sm">
        {t("audit.explorationHow", { row, few: NEWCOMER_RATINGS, day })}{" "}
        {chosen === null ? null : t("audit.explorationSum", { hash, waiting, chosen: chosen + 1 })}{" "}
        {number === null ? null : t("audit.explorationOwn", { number: number + 1, waiting })}
      </p>
    </Card>
  );
}
