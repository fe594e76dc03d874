import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

const SETTLE_MS = 400;

/** Reads the page again each time that a diary changes; shows nothing. Without a contract: every diary of the reader's business, or of the agent. */
export function LiveDiary({ contractId }: { contractId?: string }) {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const stream = new EventSource(contractId ? `/streams/diary/${contractId}` : "/streams/diary");
    let settle: ReturnType<typeof setTimeout> | undefined;
    // Several changes in a row are one reading.
    const onChange = () => {
      clearTimeout(settle);
      // Without a connection a reading would end in an error page.
      settle = setTimeout(() => navigator.onLine && revalidate(), SETTLE_MS);
    };
    stream.addEventListener("changed", onChange);
    return () => {
      clearTimeout(settle);
      stream.close();
    };
  }, [contractId, revalidate]);
  return null;
}
