import { useTranslation } from "react-i18next";
import { trackerModes } from "#app/domain/diary/segment.ts";
import type { Work } from "#app/domain/diary/tracker-state.ts";
import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Form, TextField, useField } from "#app/ui/kit/form.tsx";

export interface TrackedContract {
  id: string;
  title: string;
  businessName: string;
  minutes: number;
  today: number;
  limit: number;
  /** What it has agreed the diary shows of the work. */
  evidenceLevel: EvidenceLevel;
}

/** On what, as what, with which memo; while something runs it is a switch. */
export function TrackerStart({ contracts, running }: { contracts: TrackedContract[]; running: Work | null }) {
  const { t } = useTranslation("diary");
  return (
    <Form className="grid gap-4">
      <Contracts contracts={contracts} chosen={running?.contractId} />
      <Modes chosen={running?.mode ?? "tracked"} />
      <TextField
        name="memo"
        label={t("memo")}
        hint={t("tracker.memoHint")}
        defaultValue={running ? running.memo : undefined}
        maxLength={300}
        autoComplete="off"
      />
      <Button name="intent" value="start" className="min-h-14 text-base">
        {t(running ? "tracker.switch" : "tracker.start")}
      </Button>
    </Form>
  );
}

function Contracts({ contracts, chosen }: { contracts: TrackedContract[]; chosen: string | undefined }) {
  const { t } = useTranslation("diary");
  const { errors, typed } = useField("contractId");
  return (
    <fieldset className="grid gap-2" aria-invalid={errors.length > 0 || undefined}>
      <legend className="mb-1 font-medium text-sm">{t("tracker.contract")}</legend>
      {contracts.map((one, index) => (
        <label
          key={one.id}
          className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line bg-raised p-3 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="contractId"
            value={one.id}
            defaultChecked={(typed ?? chosen ?? (index === 0 ? one.id : undefined)) === one.id}
            className="size-5 shrink-0 accent-(--accent)"
          />
          <span className="min-w-0 flex-1">
            <span className="block font-medium text-sm">{one.businessName}</span>
            <span className="block text-soft text-sm">{one.title}</span>
          </span>
          <span className="text-right text-soft text-xs">
            <Minutes value={one.minutes} />
            <span className="block">
              / <Minutes value={one.limit} />
            </span>
          </span>
        </label>
      ))}
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}

function Modes({ chosen }: { chosen: string }) {
  const { t } = useTranslation("diary");
  const { errors, typed } = useField("mode");
  return (
    <fieldset aria-invalid={errors.length > 0 || undefined}>
      <legend className="mb-1 font-medium text-sm">{t("tracker.kind")}</legend>
      <div className="grid grid-cols-3 gap-2">
        {trackerModes.map((mode) => (
          <label
            key={mode}
            className="grid min-h-16 cursor-pointer place-items-center gap-1 rounded-lg border border-line px-1 py-2 text-center text-xs sm:text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="mode" value={mode} defaultChecked={(typed ?? chosen) === mode} className="sr-only" />
            <span className={`size-4 rounded-[2px] fill-${mode}`} aria-hidden="true" />
            {t(`kinds.${mode}`)}
          </label>
        ))}
      </div>
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}
