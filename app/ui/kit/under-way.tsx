import { Link, useRevalidator } from "@remix-run/react";
import { type ReactNode, useEffect } from "react";

const LOOK_AGAIN_MS = 1000;

/**
 * Something that workers do while the reader waits: the page looks again by itself until it is done, and by a link without JavaScript.
 * @param done, of how far it is, where that is known; @param again where the link leads, this page without it
 */
export function UnderWay({
  title,
  done,
  of,
  again = ".",
  lookAgain,
  children,
}: {
  title: string;
  done?: number;
  of?: number;
  again?: string;
  lookAgain: string;
  children: ReactNode;
}) {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <div role="status" className="grid max-w-3xl gap-2 rounded-lg bg-marigold-soft p-4 text-marigold text-sm">
      <p className="font-semibold">{title}</p>
      <p className="tabular">{children}</p>
      <progress aria-label={title} className="w-full" max={of} value={done} />
      <Link to={again} className="w-fit underline" reloadDocument>
        {lookAgain}
      </Link>
    </div>
  );
}
