import { lookAtServer, syncTracker } from "./sync-tracker.ts";
import { PAGES } from "./tracker-offline.ts";
import { read, signedIn } from "./tracker-store.ts";

/**
 * The service worker of the tracker page, and of no other page (its scope is /agent/tracker). It keeps that one page and the files it is made
 * of, so that the tracker opens without a connection, and sends what waits when there is one again. Pages come from the server whenever it
 * answers and files carry a hash of their content in their names, so nothing stale is shown. Built by `npm run build:worker`.
 */
interface WorkerScope extends EventTarget {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}
interface Extended extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extended {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
const worker = self as unknown as WorkerScope;

const ASSETS = "deskhand-tracker-assets";
const PAGE = "/agent/tracker";
/** The page that the server sent last, until all of its files are here too. */
const NEXT = "/agent/tracker?next";
const DATA = `${PAGE}.data`;
const LISTS = "/agent/tracker?assets";

const on = <E extends Event>(name: string, act: (event: E) => void) =>
  worker.addEventListener(name, act as (event: Event) => void);

on<Extended>("install", (event) => event.waitUntil(worker.skipWaiting()));
on<Extended>("activate", (event) => event.waitUntil(worker.clients.claim()));

on<Fetching>("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event));
  else if (url.pathname === DATA) event.respondWith(pageData(event));
  else if (url.pathname === "/__manifest") event.respondWith(fetch(request).catch(() => Response.json({})));
});

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

/** The server's page; the copy only when the server cannot be reached or fails. Signed out or refused: the copy goes. */
async function page(event: Fetching): Promise<Response> {
  try {
    const response = await fetch(event.request);
    if (response.status >= 500) return (await copyOf(PAGE)) ?? response;
    if (response.ok) {
      const kept = response.clone();
      event.waitUntil(caches.open(PAGES).then((cache) => cache.put(NEXT, kept)));
    } else event.waitUntil(caches.delete(PAGES));
    return response;
  } catch (error) {
    const copy = await copyOf(PAGE);
    if (copy) return copy;
    throw error;
  }
}

/** What the page reads again while it is open; without an answer it would show an error in place of the tracker. */
async function pageData(event: Fetching): Promise<Response> {
  const cache = await caches.open(PAGES);
  try {
    const response = await fetch(event.request);
    if (response.ok && new URL(event.request.url).search === "") await cache.put(DATA, response.clone());
    return response;
  } catch (error) {
    const copy = await copyOf(DATA);
    if (copy) return copy;
    throw error;
  }
}

/** @returns it as it was, marked as a copy for the page to see (`isCopy`) */
async function copyOf(key: string): Promise<Response | undefined> {
  const kept = await (await caches.open(PAGES)).match(key);
  if (!kept) return undefined;
  const headers = new Headers(kept.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.append("Server-Timing", "copy");
  return new Response(kept.body, { status: kept.status, headers });
}

on<Extended & { data: { keep?: string[] } }>("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
});

/** The page says which files it is made of: once all of them are here, its copy may be shown without a connection. */
async function keep(files: string[]): Promise<void> {
  const [assets, pages] = await Promise.all([caches.open(ASSETS), caches.open(PAGES)]);
  const known = new Set((await assets.keys()).map((one) => one.url));
  await Promise.all(files.filter((url) => !known.has(url)).map((url) => assets.add(url)));
  const next = (await pages.match(NEXT)) ?? (await fetch(PAGE, { headers: { Accept: "text/html" } }));
  if (next.ok && !next.redirected) await pages.put(PAGE, next);
  await pages.delete(NEXT);
  const data = await fetch(DATA);
  if (data.ok) await pages.put(DATA, data);
  const before = ((await (await pages.match(LISTS))?.json()) as string[][] | undefined)?.[0] ?? [];
  await pages.put(LISTS, Response.json([files, before]));
  // Another tab may still show the build before; older ones are of no use.
  const used = new Set([...files, ...before]);
  for (const one of await assets.keys()) if (!used.has(one.url)) await assets.delete(one);
}

/** There is a connection again. Only for the agent who is signed in here; a rejection makes the browser try again later. */
on<Extended & { tag: string }>("sync", (event) => {
  if (event.tag === "deskhand-outbox") event.waitUntil(send());
});

const CLOCK_TOLERANCE_MS = 30_000;

async function send(): Promise<void> {
  const agentId = await signedIn();
  if (!agentId) return;
  const before = (await read(agentId)).state.clock;
  const looked = await lookAtServer(agentId);
  if (looked.outcome === "offline") throw new Error("no connection yet");
  if (looked.outcome !== "answered") return;
  // Somebody has set the clock meanwhile: the page knows which of its segments to move.
  if (before && looked.clock && Math.abs(looked.clock.offset - before.offset) > CLOCK_TOLERANCE_MS) return;
  const sent = await syncTracker(agentId, "service worker");
  if (sent.outcome === "offline") throw new Error("no connection any more");
}
