import { forgetPicture, type KeptPicture } from "./picture-store.ts";

export type Sent = "sent" | "later" | "noTimeYet" | { dropped: string };

const ANSWER_WITHIN_MS = 30_000;

/** One at a time of all tabs. A picture leaves the device's store only with the server's final word. */
export async function sendPicture(picture: KeptPicture): Promise<Sent> {
  if (!navigator.locks) return send(picture);
  return navigator.locks.request(`deskhand.pictures.send.${picture.agentId}`, { ifAvailable: true }, (lock) =>
    lock ? send(picture) : "later",
  );
}

async function send({ id, contractId, takenAt, level, type, content }: KeptPicture): Promise<Sent> {
  const query = new URLSearchParams({ id, contractId, takenAt: new Date(takenAt).toISOString(), level });
  let response: Response;
  try {
    response = await fetch(`/api/v1/diary/pictures?${query}`, {
      method: "POST",
      headers: { "Content-Type": type },
      body: content,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    return "later";
  }
  const answer = (await response.json().catch(() => null)) as { verdict?: string; error?: { key: string } } | null;
  if (response.ok && answer?.verdict) {
    await forgetPicture(id);
    return "sent";
  }
  const key = answer?.error?.key;
  if (response.status === 401 || response.status === 429 || response.status >= 500 || !key) return "later";
  if (key === "pictures:refused.noSegment") return "noTimeYet";
  await forgetPicture(id);
  return { dropped: key };
}
