import { Link } from "@remix-run/react";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { runState } from "#app/domain/reconciliation/reconciliation.ts";
import type { Money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { besideStripe } from "./stripe-beside.tsx";

/** A proof is due every night; after this it is missed. */
const PROOF_EVERY_HOURS = 26;

interface AttentionProps {
  attention: Record<"failedPayouts" | "latePayouts" | "failedBills" | "dueBills" | "waitingWeeks", number>;
  proof: { holds: boolean; provedAt: Date } | null;
  run: { id: string; startedAt: Date; finishedAt: Date | null; breaks: number } | null;
  books: { differing: number }[];
  balances: { kind: string; currency: string; balance: bigint }[];
  stripe: Money[] | null;
  now: Date;
}

/** What a person must look at, each with where to look; nothing, when nothing is. */
export function Attention({ attention, proof, run, books, balances, stripe, now }: AttentionProps) {
  const { t } = useTranslation("ledger");
  const items: { key: string; count: number; to: string }[] = [];
  const need = (key: string, count: number, to: string) => {
    if (count > 0) items.push({ key, count, to });
  };
  const proofAge = proof ? (now.getTime() - proof.provedAt.getTime()) / 3_600_000 : Number.POSITIVE_INFINITY;
  need("proofFails", proof && !proof.holds ? 1 : 0, "/desk/finance/proofs");
  need("proofMissing", proofAge > PROOF_EVERY_HOURS ? 1 : 0, "/desk/finance/proofs");
  need("breaks", run?.breaks ?? 0, `/desk/finance/reconciliation/${run?.id}`);
  need("runGaveUp", run && runState(run, now) === "gaveUp" ? 1 : 0, "/desk/finance/reconciliation");
  need(
    "books",
    books.reduce((sum, row) => sum + row.differing, 0),
    "/desk/finance/proofs",
  );
  need(
    "stripeDiffers",
    stripe ? besideStripe(balances, stripe).filter((row) => row.ours !== row.theirs).length : 0,
    "/desk/finance/reconciliation",
  );
  need("failedPayouts", attention.failedPayouts, "/desk/finance/payouts?state=failed");
  need("latePayouts", attention.latePayouts, "/desk/finance/payouts?state=sent");
  need("failedBills", attention.failedBills, "/desk/finance/accounts?kind=business%3Areceivable&open=1");
  need("dueBills", attention.dueBills, "/desk/finance/accounts?kind=business%3Areceivable&open=1");
  need("waitingWeeks", attention.waitingWeeks, "/desk/finance/accounts?kind=agent%3Apending&open=1");
  return (
    <Card title={t("attention.title")}>
      {items.length === 0 ? (
        <p className="flex items-center gap-2 text-green text-sm">
          <CircleCheck className="size-4 shrink-0" aria-hidden="true" /> {t("attention.nothing")}
        </p>
      ) : (
        <ul className="grid gap-2 text-sm">
          {items.map(({ key, count, to }) => (
            <li key={key} className="flex gap-2">
              <CircleAlert className="mt-0.5 size-4 shrink-0 text-red" aria-hidden="true" />
              <Link to={to} className="text-accent underline">
                {t(`attention.${key}`, { count })}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
