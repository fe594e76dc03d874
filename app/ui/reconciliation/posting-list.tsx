import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Card } from "#app/ui/kit/card.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useLedgerNames } from "#app/ui/ledger/names.ts";

/** The ledger's transactions about something, in order of time. */
export function PostingList({ postings }: { postings: { id: string; kind: string; occurredAt: Date }[] }) {
  const { t } = useTranslation("reconciliation");
  const names = useLedgerNames();
  return (
    <Card title={t("postings.title")}>
      {postings.length === 0 ? <p className="text-soft text-sm">{t("postings.empty")}</p> : null}
      <ol className="grid gap-1 text-sm">
        {postings.map((one) => (
          <li key={one.id} className="flex flex-wrap justify-between gap-x-4 border-line border-b py-1 last:border-b-0">
            <Link to={`/desk/finance/transactions/${one.id}`} className="text-accent underline">
              {names.transaction(one.kind)}
            </Link>
            <span className="text-soft">
              <When at={one.occurredAt} />
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
