import { Zip, ZipDeflate } from "fflate";

interface ZipFile {
  name: string;
  pieces: AsyncIterable<string>;
}

/** The bytes of a ZIP archive, made while they are read: no more of it is in memory than the reader has asked for. */
async function* zipped(files: AsyncIterable<ZipFile>, at: Date): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let ready: Uint8Array[] = [];
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  const archive = new Zip((error, data) => {
    if (error) throw error;
    ready.push(data);
  });
  for await (const { name, pieces } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = at;
    archive.add(entry);
    for await (const piece of pieces) {
      entry.push(encoder.encode(piece));
      yield* take();
    }
    entry.push(new Uint8Array(0), true);
    yield* take();
  }
  archive.end();
  yield* take();
}

/** A ZIP download that is written while it is read. The reader hears of a fault in the middle by a broken download. */
export function zipStream(name: string, files: AsyncIterable<ZipFile>, at: Date): Response {
  const iterator = zipped(files, at);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await iterator.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
