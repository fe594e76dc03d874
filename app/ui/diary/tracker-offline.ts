/** The cache that holds the copy of the agent's own tracker page. */
export const PAGES = "deskhand-tracker-pages";
/** Set once a tracker has been open in this browser; before that there is nothing to forget or to send. */
const USED = "deskhand.tracker";

/** Lets the tracker open without a connection: its service worker, and which files the page is made of. */
export async function keepOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    localStorage.setItem(USED, "1");
    await navigator.serviceWorker.register("/tracker-worker.js", { scope: "/agent/tracker" });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ keep: filesOfPage() });
  } catch {
    // Not allowed here (a private window, for instance): the tracker works while the page is open.
  }
}

function filesOfPage(): string[] {
  const linked = [...document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"], link[rel="stylesheet"]')].map(
    (one) => one.href,
  );
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const { origin } = location;
  return [...new Set([...linked, ...loaded])].filter((url) => url.startsWith(`${origin}/assets/`));
}

/**
 * Every page of Deskhand says who is signed in. The copy of a tracker page goes when it is not its agent any more; an agent's segments stay,
 * and are sent when the same agent is back.
 */
export async function noteViewer(viewer: { id: string; kind: string } | null): Promise<void> {
  try {
    if (!localStorage.getItem(USED)) return;
    const [{ noteSignedIn, read, signedIn }, { syncTracker }] = await Promise.all([
      import("./tracker-store.ts"),
      import("./sync-tracker.ts"),
    ]);
    const agentId = viewer?.kind === "agent" ? viewer.id : "";
    if ((await signedIn()) !== agentId) {
      await (await import("./picture-store.ts")).forgetUnseen(agentId);
      await caches.delete(PAGES);
      await noteSignedIn(agentId);
    }
    if (agentId && (await read(agentId)).entries.some((one) => !one.refused))
      await syncTracker(agentId, navigator.userAgent.slice(0, 80));
  } catch {
    // Storage may be forbidden here; then nothing was kept either.
  }
}
