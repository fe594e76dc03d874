/** How signs of life are seen: by the whole machine (Idle Detection API), or only on Deskhand's own pages. */
export type Sensor = "machine" | "page";

interface IdleDetectorLike extends EventTarget {
  userState: "active" | "idle" | null;
  screenState: "locked" | "unlocked" | null;
  start(options: { threshold: number; signal: AbortSignal }): Promise<void>;
}
interface IdleDetectorType {
  new (): IdleDetectorLike;
  requestPermission(): Promise<"granted" | "denied">;
}
const detector = (): IdleDetectorType | undefined => (globalThis as { IdleDetector?: IdleDetectorType }).IdleDetector;

/** The shortest that browsers allow. */
const THRESHOLD_MS = 60_000;
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "scroll", "focus"] as const;

/** Watches for signs of life until `close`. @param changed the sensor has changed */
export class Activity {
  private sign = false;
  private machine: IdleDetectorLike | null = null;
  private readonly closing = new AbortController();

  constructor(private readonly changed: () => void) {
    this.watch(window);
    void this.begin();
  }

  /** Also this window: the floating one has events of its own. */
  watch(place: Window): void {
    const noted = () => {
      this.sign = true;
    };
    for (const name of signs) place.addEventListener(name, noted, { passive: true, capture: true, signal: this.closing.signal });
  }

  /** Whether there was a sign since it was last asked. */
  take(): boolean {
    const alive = this.sign || (this.machine?.userState === "active" && this.machine.screenState === "unlocked");
    this.sign = false;
    return alive;
  }

  get sensor(): Sensor {
    return this.machine ? "machine" : "page";
  }

  /** Whether the browser could be asked to see the whole machine. */
  get askable(): boolean {
    return !this.machine && detector() !== undefined;
  }

  /** Asks for the permission; only at a press of a button. */
  async ask(): Promise<boolean> {
    if ((await detector()?.requestPermission()) !== "granted") return false;
    return this.begin();
  }

  close(): void {
    this.closing.abort();
  }

  private async begin(): Promise<boolean> {
    const Detector = detector();
    if (!Detector || this.machine) return this.machine !== null;
    try {
      const { state } = await navigator.permissions.query({ name: "idle-detection" as PermissionName });
      if (state !== "granted") return false;
      const machine = new Detector();
      await machine.start({ threshold: THRESHOLD_MS, signal: this.closing.signal });
      this.machine = machine;
      this.changed();
      return true;
    } catch {
      return false; // not allowed here: the page's own signs remain
    }
  }
}
