import { useLocation } from "@remix-run/react";
import { type ReactNode, useEffect, useRef } from "react";

/** A menu that opens in place. A disclosure, so it works without JavaScript; with it, it closes after a choice, a press elsewhere and Escape. */
export function Popup({ className, children }: { className?: string; children: ReactNode }) {
  const { key } = useLocation();
  const box = useRef<HTMLDetailsElement>(null);
  const shownAt = useRef(key);
  useEffect(() => {
    if (shownAt.current !== key && box.current) box.current.open = false;
    shownAt.current = key;
  }, [key]);
  useEffect(() => {
    const pressed = ({ target }: PointerEvent) => {
      if (box.current?.open && !box.current.contains(target as Node)) box.current.open = false;
    };
    const typed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !box.current?.open) return;
      box.current.open = false;
      box.current.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", pressed);
    document.addEventListener("keydown", typed);
    return () => {
      document.removeEventListener("pointerdown", pressed);
      document.removeEventListener("keydown", typed);
    };
  }, []);
  return (
    <details ref={box} className={className}>
      {children}
    </details>
  );
}
