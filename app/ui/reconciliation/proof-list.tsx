import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { DifferenceText } from "#app/ui/ledger/balance-text.tsx";
import { accountAddress } from "#app/ui/ledger/names.ts";

interface Proof {
  id: string;
  day: string;
  holds: boolean;
  accounts: bigint;
  postings: bigint;
  differences: { account: string; running: string; summed: string }[];
  stripe: { currency: string; ours: string; theirs: string }[];
}

/** One line a day; what did not hold says where and by how much. */
export function ProofList({ proofs }: { proofs: Proof[] }) {
  const { t } = useTranslation("reconciliation");
  if (proofs.length === 0) return null;
  return (
    <Table
      caption={t("proofs.title")}
      columns={[
        { key: "day", label: t("fields.day") },
        { key: "result", label: t("fields.result") },
        { key: "accounts", label: t("proofs.accounts"), align: "right" },
        { key: "postings", label: t("proofs.postings"), align: "right" },
        { key: "sums", label: t("proofs.sums") },
        { key: "stripe", label: t("proofs.stripe") },
      ]}
    >
      {proofs.map((proof) => (
        <Row key={proof.id} className="align-top">
          <Cell className="whitespace-nowrap font-medium">
            <When at={proof.day} format="date" />
          </Cell>
          <Cell>
            <Badge tone={proof.holds ? "green" : "red"}>{t(proof.holds ? "proofs.holds" : "proofs.fails")}</Badge>
          </Cell>
          <Cell numeric className="tabular">
            {String(proof.accounts)}
          </Cell>
          <Cell numeric className="tabular">
            {String(proof.postings)}
          </Cell>
          <Cell className="min-w-48">
            {proof.differences.length === 0 ? (
              t("proofs.equal")
            ) : (
              <ul className="grid gap-1">
                {proof.differences.map((difference) => (
                  <li key={difference.account}>
                    <Link to={accountAddress(difference.account)} className="break-all text-red underline">
                      {difference.account}
                    </Link>{" "}
                    <span className="text-soft">
                      {t("proofs.difference", { running: difference.running, summed: difference.summed })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Cell>
          <Cell className="min-w-56">
            {proof.stripe.every((row) => row.ours === row.theirs) ? (
              t("proofs.equal")
            ) : (
              <ul className="grid gap-1">
                {proof.stripe
                  .filter((row) => row.ours !== row.theirs)
                  .map((row) => (
                    <li key={row.currency}>
                      {t("proofs.off")} <DifferenceText value={money(BigInt(row.theirs) - BigInt(row.ours), row.currency)} />
                    </li>
                  ))}
              </ul>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
