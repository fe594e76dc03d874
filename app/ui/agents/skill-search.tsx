import { useFetcher } from "@remix-run/react";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundSkill } from "#app/domain/agents/find-skills.server.ts";

const WAIT_MS = 200;

/** Finds a language or tool by any of its names and hands it over; the rows above work without it. */
export function SkillSearch({ kind, onPick }: { kind: "language" | "tool"; onPick: (skill: FoundSkill) => void }) {
  const { t } = useTranslation("agents");
  const id = useId();
  const fetcher = useFetcher<{ q: string; found: FoundSkill[] }>();
  const waiting = useRef<ReturnType<typeof setTimeout>>();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const ask = (typed: string) => {
    setText(typed);
    clearTimeout(waiting.current);
    if (typed.trim().length > 1)
      waiting.current = setTimeout(
        () => fetcher.load(`/resources/skills?${new URLSearchParams({ kind, q: typed.trim() })}`),
        WAIT_MS,
      );
  };
  const pick = (skill: FoundSkill) => {
    onPick(skill);
    setText("");
    input.current?.focus();
  };
  const asked = text.trim().length > 1 && fetcher.data?.q === text.trim();
  const found = asked ? fetcher.data!.found : [];
  return (
    <div className="mt-3 grid gap-2">
      <label htmlFor={id} className="text-sm">
        {t(`search.${kind}`)}
      </label>
      <input
        id={id}
        ref={input}
        type="search"
        value={text}
        onChange={(event) => ask(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (found[0]) pick(found[0]);
        }}
        autoComplete="off"
        maxLength={60}
        className="h-11 w-full rounded-lg border border-line-strong bg-raised px-3 text-base text-ink sm:max-w-sm"
      />
      <div aria-live="polite">
        {found.length > 0 ? (
          <ul className="flex flex-wrap gap-2">
            {found.map((skill) => (
              <li key={skill.value}>
                <button
                  type="button"
                  onClick={() => pick(skill)}
                  className="min-h-9 rounded-full border border-line-strong px-3 text-sm hover:bg-sunken"
                >
                  {t("search.add", { name: skill.label })}
                </button>
              </li>
            ))}
          </ul>
        ) : asked ? (
          <p className="text-soft text-sm">{t("search.none")}</p>
        ) : null}
      </div>
    </div>
  );
}
