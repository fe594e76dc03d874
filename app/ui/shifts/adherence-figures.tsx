import { useTranslation } from "react-i18next";
import { type Adherence, belowFloor, FLOOR_PERMILLE } from "#app/domain/shifts/adherence.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Explained } from "#app/ui/kit/explained.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

/** One of the two shares, red and with a word when it is below the floor; pointing at it, focus or a touch says what it is made of. */
export function AdherenceShare({ kind, of }: { kind: "adherence" | "conformance"; of: Adherence }) {
  const { t } = useTranslation("shifts");
  const { locale } = useReader();
  const permille = of[kind];
  if (permille === null) return <Explained explanation={t("adherence.nothingYet")}>–</Explained>;
  const percent = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1 }).format(permille / 1000);
  const made = t(`adherence.${kind}Of`, { minutes: kind === "adherence" ? of.inside : of.worked, planned: of.planned });
  return (
    <Explained
      explanation={
        <>
          <span className="block font-medium text-ink">{t(`adherence.${kind}`)}</span>
          <span className="block">{t(`adherence.${kind}Means`)}</span>
          <span className="mt-1 block">
            {made} {t("adherence.floor", { floor: FLOOR_PERMILLE / 10 })}
          </span>
        </>
      }
    >
      <span className={`tabular block ${belowFloor(permille) ? "font-medium text-red" : "font-medium"}`}>{percent}</span>
      {belowFloor(permille) ? (
        <span className="block whitespace-nowrap text-red text-xs">{t("adherence.below", { floor: FLOOR_PERMILLE / 10 })}</span>
      ) : null}
    </Explained>
  );
}

/** What the two figures mean, in words that are there on a phone too. */
export function AdherenceMeaning() {
  const { t } = useTranslation("shifts");
  return (
    <p className="text-soft text-sm">
      {t("adherence.adherenceMeans")} {t("adherence.conformanceMeans")} {t("adherence.floor", { floor: FLOOR_PERMILLE / 10 })}
    </p>
  );
}

/** Both figures of one contract's week with what they are made of, for the agent. */
export function AdherenceFacts({ of }: { of: Adherence }) {
  const { t } = useTranslation("shifts");
  return (
    <dl className="grid gap-2 text-sm sm:grid-cols-4">
      <Fact label={t("adherence.adherence")}>
        <AdherenceShare kind="adherence" of={of} />
      </Fact>
      <Fact label={t("adherence.conformance")}>
        <AdherenceShare kind="conformance" of={of} />
      </Fact>
      <Fact label={t("adherence.inside")}>
        <Minutes value={of.inside} /> / <Minutes value={of.planned} />
      </Fact>
      <Fact label={t("adherence.worked")}>
        <Minutes value={of.worked} />
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex justify-between gap-2 sm:grid sm:justify-start">
      <dt className="text-soft">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
