type Value = string | number | bigint | null | undefined;

/** A cell that a spreadsheet would run as a formula is written as text. */
function cell(value: Value): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A CSV download (RFC 4180, UTF-8); amounts in major units, instants in ISO 8601 UTC. */
export function csvReply(name: string, header: string[], rows: Value[][]): Response {
  const body = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  return new Response(`${body}\r\n`, {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${name}"` },
  });
}
