import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { timeOn } from "./clocks.tsx";
import type { TrackerEngine } from "./tracker-engine.ts";
import type { TrackedContract } from "./tracker-start.tsx";
import type { TrackerView } from "./use-tracker.ts";

interface Asking {
  view: TrackerView;
  engine: TrackerEngine | null;
  contracts: TrackedContract[];
}

/** Was it work? Quiet time that goes on, and stretches that nobody saw; they stay until they are answered, also after the stop. */
export function TrackerQuestions({ view, engine, contracts }: Asking) {
  const { t } = useTranslation("diary");
  const { locale, timeZone } = useReader();
  const time = (at: number) => timeOn(new Date(at), timeZone, locale);
  return (
    <div aria-live="assertive" className="contents">
      {view.quietSince === null ? null : (
        <Question
          title={t("tracker.idle.title")}
          yes={t("tracker.idle.keep")}
          no={t("tracker.idle.discard")}
          onAnswer={(keep) => void engine?.answerIdle(keep)}
          idle
        >
          {t("tracker.idle.text", { from: time(view.quietSince) })}
        </Question>
      )}
      {view.questions.map((one) => (
        <Question
          key={one.id}
          title={t(one.why === "idle" ? "tracker.gap.idleTitle" : "tracker.gap.title")}
          yes={t("tracker.gap.yes")}
          no={t("tracker.gap.no")}
          onAnswer={(keep) => void engine?.answer(one.id, keep)}
        >
          {t(one.why === "idle" ? "tracker.gap.idleText" : "tracker.gap.text", { from: time(one.from), to: time(one.to) })}{" "}
          <span className="text-soft">{contracts.find((contract) => contract.id === one.contractId)?.businessName}</span>
        </Question>
      ))}
    </div>
  );
}

function Question({
  title,
  yes,
  no,
  onAnswer,
  idle,
  children,
}: {
  title: string;
  yes: string;
  no: string;
  onAnswer: (keep: boolean) => void;
  idle?: boolean;
  children: ReactNode;
}) {
  return (
    <Notice tone="marigold" title={title}>
      <p data-question={idle ? "idle" : "gap"}>{children}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="button" variant="secondary" data-answer="keep" onClick={() => onAnswer(true)}>
          {yes}
        </Button>
        <Button type="button" variant="secondary" data-answer="discard" onClick={() => onAnswer(false)}>
          {no}
        </Button>
      </div>
    </Notice>
  );
}
