/** The cache that holds the copy of the agent's own tracker page. */
export const PAGES = "deskhand-tracker-pages";
/** Set once a tracker has been open in this browser; before that there is nothing to forget or to send. */
const USED = "deskhand.tracker";

/** Lets the tracker open without a connection: its service worker, and which files the page is made of. */
export async function keepOffline(agentId: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    localStorage.setItem(USED, "1");
    await noteAgent(agentId);
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

let noted: Promise<void> = Promise.resolve();

/**
 * Whose tracker this browser keeps; the copy of another's page goes. The calls of one page go one after the other, so that what it goes on to
 * keep is not taken away by the call that was slower.
 */
function noteAgent(agentId: string): Promise<void> {
  noted = noted
    .catch(() => undefined)
    .then(async () => {
      const { noteSignedIn, signedIn } = await import("./tracker-store.ts");
      if ((await signedIn()) === agentId) return;
      await (await import("./picture-store.ts")).forgetUnseen(agentId);
      await caches.delete(PAGES);
      await noteSignedIn(agentId);
    });
  return noted;
}

/**
 * Every page of Deskhand says who is signed in. The copy of a tracker page goes when it is not its agent any more; an agent's segments stay,
 * and are sent when the same agent is back.
 */
export async function noteViewer(viewer: { id: string; kind: string } | null): Promise<void> {
  try {
    if (!localStorage.getItem(USED)) return;
    const [{ read }, { syncTracker }] = await Promise.all([import("./tracker-store.ts"), import("./sync-tracker.ts")]);
    const agentId = viewer?.kind === "agent" ? viewer.id : "";
    await noteAgent(agentId);
    if (agentId && (await read(agentId)).entries.some((one) => !one.refused))
      await syncTracker(agentId, navigator.userAgent.slice(0, 80));
  } catch {
    // Storage may be forbidden here; then nothing was kept either.
  }
}
