import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { proofs } from "#app/domain/ledger/balances.server.ts";
import { reconciliationRunsOf } from "#app/domain/reconciliation/reconciliation.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("home:title");

export const loader = loaderOf(async ({ context }) => {
  const { viewer, actor } = requireStaff(context);
  const [proof, run] = await Promise.all([
    may(actor, "ledger.view") ? proofs(context.db).then((all) => all[0] ?? null) : null,
    may(actor, "reconciliation.view")
      ? reconciliationRunsOf(context.db, 1, actor).then(({ rows }) => rows[0]?.run ?? null)
      : null,
  ]);
  return {
    name: viewer.name,
    roles: viewer.staffRoles,
    demo: context.demo,
    proof: proof && {
      day: proof.day,
      provedAt: proof.provedAt,
      holds: proof.holds,
      accounts: proof.accounts,
      postings: proof.postings,
    },
    run: run && { startedAt: run.startedAt, finishedAt: run.finishedAt, matched: run.matched, breaks: run.breaks },
  };
});

/** What each role of the staff may open; the desk's own tools come with their modules. */
const places: Record<string, { to: string; key: string }[]> = {
  platform_finance: [
    { to: "/desk/finance", key: "shell:nav.finance" },
    { to: "/desk/finance/trial-balance", key: "shell:nav.trialBalance" },
    { to: "/desk/finance/reconciliation", key: "shell:nav.reconciliation" },
    { to: "/desk/finance/proofs", key: "shell:nav.proofs" },
    { to: "/desk/finance/payouts", key: "shell:nav.payouts" },
    { to: "/desk/finance/refunds", key: "shell:nav.refunds" },
    { to: "/desk/finance/chargebacks", key: "shell:nav.chargebacks" },
  ],
  operator: [{ to: "/desk/ranks", key: "shell:nav.ranks" }],
  mediator: [{ to: "/desk/disputes", key: "shell:nav.disputes" }],
};
const demoPlaces = [
  { to: "/dev/clock", key: "shell:demo.move" },
  { to: "/dev/mail", key: "shell:demo.mail" },
];

export default function DeskHome() {
  const { name, roles, demo, proof, run } = useLoaderData<typeof loader>();
  const { t } = useTranslation("home");
  const finance = roles.includes("platform_finance");
  return (
    <Page title={t("hello", { name: name.split(" ")[0] })} subtitle={t("desk.subtitle")}>
      <div className="grid items-start gap-5 md:grid-cols-2">
        {finance ? (
          <>
            <Card
              title={t("desk.proof")}
              actions={
                proof ? (
                  <Badge tone={proof.holds ? "green" : "red"}>{t(proof.holds ? "desk.holds" : "desk.doesNotHold")}</Badge>
                ) : null
              }
            >
              {proof ? (
                <Facts
                  items={[
                    { label: t("desk.day"), value: <When at={proof.day} format="date" /> },
                    { label: t("desk.provedAt"), value: <When at={proof.provedAt} /> },
                    { label: t("desk.accounts"), value: <span className="tabular">{String(proof.accounts)}</span> },
                    { label: t("desk.postings"), value: <span className="tabular">{String(proof.postings)}</span> },
                  ]}
                />
              ) : (
                <p className="text-soft text-sm">{t("desk.noProof")}</p>
              )}
              <p className="text-sm">
                <Link to="/desk/finance/proofs" className="text-accent underline">
                  {t("desk.allProofs")}
                </Link>
              </p>
            </Card>
            <Card
              title={t("desk.reconciliation")}
              actions={
                run?.finishedAt ? (
                  <Badge tone={run.breaks === 0 ? "green" : "red"}>{t("desk.breaks", { count: run.breaks })}</Badge>
                ) : null
              }
            >
              {run ? (
                <Facts
                  items={[
                    { label: t("desk.ran"), value: <When at={run.startedAt} /> },
                    { label: t("desk.matched"), value: <span className="tabular">{run.matched}</span> },
                    { label: t("desk.broken"), value: <span className="tabular">{run.breaks}</span> },
                  ]}
                />
              ) : (
                <p className="text-soft text-sm">{t("desk.noRun")}</p>
              )}
              <p className="text-sm">
                <Link to="/desk/finance/reconciliation" className="text-accent underline">
                  {t("desk.allRuns")}
                </Link>
              </p>
            </Card>
          </>
        ) : null}
        {roles.map((role) => {
          const open = [...(places[role] ?? []), ...(role === "operator" && demo ? demoPlaces : [])];
          return (
            <Card key={role} title={t(`desk.roles.${role}`)}>
              <p className="text-soft text-sm">{t(`desk.mayOpen.${role}`)}</p>
              <ul className="grid gap-1 text-sm">
                {open.map((place) => (
                  <li key={place.to}>
                    <Link to={place.to} className="inline-flex min-h-8 items-center text-accent hover:underline">
                      {t(place.key)}
                    </Link>
                  </li>
                ))}
              </ul>
            </Card>
          );
        })}
      </div>
      {roles.length === 0 ? <p className="text-soft">{t("desk.noRole")}</p> : null}
    </Page>
  );
}
