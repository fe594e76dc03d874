import { type ReactNode, useId, useRef, useState } from "react";

const WIDTH = 288;

/** Words that appear beside something when it is pointed at, focused or touched, and go with Escape (WCAG 1.4.13). Fixed, so that no scrolling frame cuts them off. @param start it stands at the begin of its line, not at its end */
export function Explained({
  explanation,
  start = false,
  children,
}: {
  explanation: ReactNode;
  start?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const box = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  const show = () => {
    const at = box.current!.getBoundingClientRect();
    const room = window.innerWidth - WIDTH - 8;
    setPlace({ left: Math.max(8, Math.min(at.right - WIDTH, room)), top: at.bottom + 2 });
  };
  const hide = () => setPlace(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing is only one way in; the button inside is the other
    <span className="inline-block" onMouseEnter={show} onMouseLeave={hide}>
      <button
        ref={box}
        type="button"
        aria-describedby={place ? id : undefined}
        onFocus={show}
        onClick={show}
        onBlur={hide}
        onKeyDown={(event) => event.key === "Escape" && hide()}
        className={`block cursor-help decoration-dotted underline-offset-4 hover:underline ${start ? "text-left" : "text-right"}`}
      >
        {children}
      </button>
      {place ? (
        <span
          id={id}
          role="tooltip"
          className="fixed z-20 whitespace-normal rounded-lg border border-line bg-raised p-3 text-left text-sm text-soft shadow-lg"
          style={{ left: place.left, top: place.top, width: WIDTH }}
        >
          {explanation}
        </span>
      ) : null}
    </span>
  );
}
