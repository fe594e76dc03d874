import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";

/** Copies a text; shown once JavaScript is there and the browser lets a page write to the clipboard. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation("kit");
  const [ready, setReady] = useState(false);
  const [copied, setCopied] = useState(false);
  useEffect(() => setReady("clipboard" in navigator), []);
  if (!ready) return null;
  const Icon = copied ? Check : Copy;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <Button type="button" variant="secondary" size="sm" className="print:hidden" onClick={copy}>
      <Icon className="size-4" aria-hidden="true" />
      <span aria-live="polite">{t(copied ? "copied" : "copy")}</span>
    </Button>
  );
}
