import type { PictureLevel } from "#app/domain/diary/picture.ts";
import { isPictureDue } from "#app/domain/diary/picture-moment.ts";
import { slotBegin } from "#app/domain/diary/slots.ts";
import { newId } from "#app/kernel/ids.ts";
import {
  APPROVED_KEPT,
  approvePicture,
  forgetPicture,
  type KeptPicture,
  keepPicture,
  keptPictures,
  momentsOf,
  onPictures,
  takeSlot,
} from "./picture-store.ts";
import { canShare, Screen } from "./screen.ts";
import { sendPicture } from "./send-picture.ts";

/** So long a picture is shown, while the page can be seen, before it is discarded without an answer. */
export const LOOK_SECONDS = 60;
const SLOT_MS = 600_000;
const KEPT_MS = 72 * 3_600_000;
const TRY_AGAIN_MS = 15_000;

export type Sharing = "off" | "sharing" | "denied" | "ended" | "elsewhere" | "unable";

export interface PicturesView {
  sharing: Sharing;
  unseen: KeptPicture[];
  approved: number;
  /** Seconds until the first unseen one is discarded. */
  left: number;
  sent: number;
  /** Why one could not be sent: a key of the catalogue. */
  dropped: string | null;
}

/** What the tracker does now, as far as pictures go. */
export interface Scene {
  /** The server's time, epoch milliseconds. */
  now: number;
  /** The running contract when it has agreed on pictures. */
  taking: { contractId: string; level: PictureLevel; since: number } | null;
  offline: boolean;
  /** Recorded or asked about on this device, and not with the server yet. */
  unsettled: { contractId: string; from: number; to: number }[];
}

/** Pictures of one page: shares the screen, takes one in each slot at its moment, shows it, and sends what the agent lets go. */
export class PictureEngine {
  private sharing: Sharing = canShare() ? "off" : "unable";
  private screen: Screen | null = null;
  private release: (() => void) | null = null;
  private kept: KeptPicture[] = [];
  private moments: { seed: string; lastSlot: number | null } | null = null;
  private left = LOOK_SECONDS;
  private shown: { id: string; at: number } | null = null;
  private sent = 0;
  private dropped: string | null = null;
  private busy = false;
  private triedAt = 0;
  private readonly deaf: () => void;

  constructor(
    private readonly agentId: string,
    private readonly show: (view: PicturesView) => void,
  ) {
    this.deaf = onPictures(() => void this.read());
    void momentsOf(agentId).then((moments) => {
      this.moments = moments;
    });
    void this.read();
  }

  close(): void {
    this.deaf();
    this.unshare();
  }

  /** The tab that holds the lock takes the pictures. */
  share = async (): Promise<void> => {
    if (this.screen) return;
    const lock = await held(`deskhand.pictures.take.${this.agentId}`);
    if (!lock) return this.now("elsewhere");
    try {
      this.screen = await Screen.share(() => this.unshare("ended"));
      this.release = lock;
      this.now("sharing");
    } catch {
      lock();
      this.now("denied");
    }
  };

  unshare = (to: Sharing = "off"): void => {
    if (!this.screen) return;
    this.screen.stop();
    this.screen = null;
    this.release?.();
    this.release = null;
    this.now(to);
  };

  send = async (id: string): Promise<void> => {
    await approvePicture(id);
    this.triedAt = 0;
    await this.read();
  };
  discard = async (id: string): Promise<void> => {
    await forgetPicture(id);
    await this.read();
  };

  /** Called about once a second. */
  async look(scene: Scene): Promise<void> {
    if (!scene.taking) this.unshare();
    this.countDown();
    if (this.busy) return;
    this.busy = true;
    try {
      await this.take(scene);
      await this.sendNext(scene);
    } finally {
      this.busy = false;
    }
  }

  private async take({ now, taking }: Scene): Promise<void> {
    if (!taking || !this.screen || !this.moments || now < taking.since) return;
    if (this.kept.filter((one) => one.approved).length >= APPROVED_KEPT) return;
    if (!isPictureDue(this.moments.seed, now, this.moments.lastSlot)) return;
    const slot = slotBegin(now);
    this.moments.lastSlot = slot;
    if (!(await takeSlot(this.agentId, slot))) return;
    try {
      const { contractId, level } = taking;
      const made = await this.screen.picture(level);
      await keepPicture({ id: newId(), agentId: this.agentId, contractId, takenAt: now, level, approved: false, ...made });
      await this.read();
    } catch {
      // The screen gave no frame just now; the next slot has its own moment.
    }
  }

  private async sendNext({ now, offline, unsettled }: Scene): Promise<void> {
    if (offline || performance.now() - this.triedAt < TRY_AGAIN_MS) return;
    for (const picture of this.kept.filter((one) => one.approved)) {
      const slot = slotBegin(picture.takenAt);
      const waits = unsettled.some((one) => one.contractId === picture.contractId && one.from < slot + SLOT_MS && one.to > slot);
      if (waits) continue;
      this.triedAt = performance.now();
      const outcome = await sendPicture(picture);
      if (outcome === "sent") this.sent++;
      else if (outcome === "noTimeYet" && now - picture.takenAt > KEPT_MS) await this.drop(picture, "pictures:refused.tooOld");
      else if (typeof outcome === "object") this.dropped = outcome.dropped;
      await this.read();
      if (outcome === "later") return;
    }
  }

  private async drop(picture: KeptPicture, why: string): Promise<void> {
    await forgetPicture(picture.id);
    this.dropped = why;
  }

  /** Only time in which the page can be seen counts. */
  private countDown(): void {
    const first = this.kept.find((one) => !one.approved);
    const at = performance.now();
    if (!first) {
      this.shown = null;
      return;
    }
    if (this.shown?.id !== first.id) this.left = LOOK_SECONDS;
    else if (document.visibilityState === "visible") this.left -= Math.min(2, (at - this.shown.at) / 1000);
    this.shown = { id: first.id, at };
    if (this.left <= 0) void this.discard(first.id);
    this.publish();
  }

  private async read(): Promise<void> {
    this.kept = await keptPictures(this.agentId);
    this.publish();
  }
  private now(sharing: Sharing): void {
    this.sharing = sharing;
    this.publish();
  }
  private publish(): void {
    const unseen = this.kept.filter((one) => !one.approved);
    this.show({
      sharing: this.sharing,
      unseen,
      approved: this.kept.length - unseen.length,
      left: Math.max(0, Math.ceil(this.left)),
      sent: this.sent,
      dropped: this.dropped,
    });
  }
}

/** Holds a lock of the browser's tabs until it is let go. @returns how, or null when another tab has it */
function held(name: string): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise<void>((letGo) => resolve(() => letGo()));
    });
  });
}
