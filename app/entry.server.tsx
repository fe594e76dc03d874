import { PassThrough } from "node:stream";
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { log } from "#app/kernel/log.server.ts";
import { instanceOf } from "./i18n/instance.server.ts";
import { NonceProvider } from "./ui/shell/nonce.tsx";

export const streamTimeout = 5000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
) {
  const { cspNonce, locale } = loadContext;
  const ready = isbot(request.headers.get("user-agent")) ? "onAllReady" : "onShellReady";
  let answerStatus = status;
  return new Promise<Response>((resolve, reject) => {
    let shellSent = false;
    const { pipe, abort } = renderToPipeableStream(
      <I18nextProvider i18n={instanceOf(locale)}>
        <NonceProvider value={cspNonce}>
          <RemixServer context={remixContext} url={request.url} nonce={cspNonce} />
        </NonceProvider>
      </I18nextProvider>,
      {
        nonce: cspNonce,
        [ready]() {
          shellSent = true;
          const body = new PassThrough();
          // The timer would hold the rendered tree for seconds after the answer is out.
          body.on("close", () => clearTimeout(timer));
          headers.set("Content-Type", "text/html; charset=utf-8");
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: answerStatus }));
          pipe(body);
        },
        onShellError: reject,
        onError(error: unknown) {
          answerStatus = 500;
          if (shellSent) log.error({ error: String(error) }, "rendering failed");
        },
      },
    );
    const timer = setTimeout(abort, streamTimeout + 1000);
  });
}

export function handleError(error: unknown, { request }: { request: Request }): void {
  // Gone away, or asked for something that is not there: told to the asker, no fault of ours.
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  log.error(
    { error: error instanceof Error ? (error.stack ?? error.message) : String(error), url: new URL(request.url).pathname },
    "a page failed",
  );
}
