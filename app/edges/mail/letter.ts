export interface Letter {
  greeting: string;
  lines: string[];
  /** The one thing to do, as a button and as an address that can be copied. */
  action?: { label: string; href: string };
  closing: string;
}

/** A mail's two bodies, the same words in both. No pictures and no tracking: nothing is loaded when it is opened. */
export function writeLetter({ greeting, lines, action, closing }: Letter): { text: string; html: string } {
  const text = [greeting, ...lines, ...(action ? [`${action.label}: ${action.href}`] : []), closing].join("\n\n");
  const paragraph = (words: string) => `<p style="margin:0 0 16px;overflow-wrap:anywhere">${escapeHtml(words)}</p>`;
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.href)}" style="background:#0f766e;color:#fff;padding:10px 18px;border-radius:8px;text-decoration:none">${escapeHtml(action.label)}</a></p><p style="margin:0 0 16px;font-size:13px;color:#57534e;word-break:break-all">${escapeHtml(action.href)}</p>`
    : "";
  const html = `<!doctype html><html><body style="margin:0;background:#faf8f4;color:#1c1917;font:16px/1.5 system-ui,sans-serif"><div style="max-width:560px;margin:0 auto;padding:32px 20px"><p style="margin:0 0 24px;font-weight:700">Deskhand</p>${[greeting, ...lines].map(paragraph).join("")}${button}<p style="margin:24px 0 0;font-size:13px;color:#57534e">${escapeHtml(closing)}</p></div></body></html>`;
  return { text, html };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
