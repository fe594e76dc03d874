import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/** Reads the page again each time that the contract's diary changes; shows nothing. */
export function LiveDiary({ contractId }: { contractId: string }) {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const stream = new EventSource(`/streams/diary/${contractId}`);
    stream.addEventListener("changed", revalidate);
    return () => stream.close();
  }, [contractId, revalidate]);
  return null;
}
