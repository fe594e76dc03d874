import { Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

/** Prints the page; shown once JavaScript is there, since nothing else could press it. */
export function PrintButton({ label }: { label: string }) {
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  if (!ready) return null;
  return (
    <Button type="button" variant="secondary" className="print:hidden" onClick={() => window.print()}>
      <Printer className="size-4" aria-hidden="true" />
      {label}
    </Button>
  );
}
