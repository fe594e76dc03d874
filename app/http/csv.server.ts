type Value = string | number | bigint | null | undefined;

/** A cell that a spreadsheet would run as a formula is written as text. */
function cell(value: Value): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Row = Value[];
const line = (row: Row) => `${row.map(cell).join(",")}\r\n`;

/** A CSV download that is written while it is read, however long it is. The reader hears of a fault in the middle by a broken download. */
export function csvStream(name: string, header: string[], rows: AsyncIterable<Row>): Response {
  const encoder = new TextEncoder();
  const iterator = rows[Symbol.asyncIterator]();
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = begun ? "" : line(header);
      begun = true;
      // Some kilobytes at a time: a chunk for each row would cost more than the row.
      while (text.length < 16_384) {
        const next = await iterator.next();
        if (next.done) {
          if (text) controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += line(next.value);
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, { headers: headersOf(name) });
}

const headersOf = (name: string) => ({
  "Content-Type": "text/csv; charset=utf-8",
  "Content-Disposition": `attachment; filename="${name}"`,
});

/** A CSV download (RFC 4180, UTF-8); amounts in major units, instants in ISO 8601 UTC. */
export function csvReply(name: string, header: string[], rows: Value[][]): Response {
  const body = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  return new Response(`${body}\r\n`, {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${name}"` },
  });
}
