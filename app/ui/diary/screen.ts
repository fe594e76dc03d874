import { blurPicture } from "#app/domain/diary/blur-picture.ts";
import { PICTURE_LONG_SIDE, type PictureLevel } from "#app/domain/diary/picture.ts";

/** Room below the server's limit. */
const MOST_BYTES = 1_500_000;

interface FrameGrabber {
  grabFrame(): Promise<ImageBitmap>;
}
declare const ImageCapture: (new (track: MediaStreamTrack) => FrameGrabber) | undefined;

export const canShare = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === "function";

/** A screen, window or tab that the agent shares; asked for at a press. */
export class Screen {
  private constructor(
    private readonly stream: MediaStream,
    private readonly track: MediaStreamTrack,
  ) {}

  /** @param ended the agent or the browser has stopped it; @throws when the agent or the browser refuses */
  static async share(ended: () => void): Promise<Screen> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 5 } }, audio: false });
    const [track] = stream.getVideoTracks();
    if (!track) throw new Error("nothing is shared");
    track.addEventListener("ended", ended);
    return new Screen(stream, track);
  }

  stop(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** The screen now, as it would go out at this level: at "blurred" the readable pixels are gone before this returns. */
  async picture(level: PictureLevel): Promise<{ type: string; content: ArrayBuffer }> {
    const frame = await this.frame();
    const scale = level === "blurred" ? 1 : Math.min(1, PICTURE_LONG_SIDE / Math.max(frame.width, frame.height));
    let canvas = drawn(frame, frame.width * scale, frame.height * scale);
    frame.close();
    if (level === "blurred") canvas = blurred(canvas);
    for (const quality of [0.8, 0.6, 0.4]) {
      const blob = await encoded(canvas, quality);
      if (blob.size <= MOST_BYTES) return { type: blob.type, content: await blob.arrayBuffer() };
    }
    const blob = await encoded(drawn(canvas, canvas.width / 2, canvas.height / 2), 0.6);
    return { type: blob.type, content: await blob.arrayBuffer() };
  }

  private async frame(): Promise<ImageBitmap> {
    // A hidden tab still gets frames this way; where it is not there, a film that nobody sees gives them.
    if (typeof ImageCapture !== "undefined") return new ImageCapture(this.track).grabFrame();
    const film = document.createElement("video");
    film.muted = true;
    film.srcObject = this.stream;
    await film.play();
    try {
      return await createImageBitmap(film);
    } finally {
      film.srcObject = null;
    }
  }
}

function drawn(source: ImageBitmap | HTMLCanvasElement, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  pen(canvas).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function blurred(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const made = blurPicture(pen(canvas).getImageData(0, 0, canvas.width, canvas.height));
  canvas.width = made.width;
  canvas.height = made.height;
  const out = pen(canvas).createImageData(made.width, made.height);
  out.data.set(made.data);
  pen(canvas).putImageData(out, 0, 0);
  return canvas;
}

const pen = (canvas: HTMLCanvasElement) => canvas.getContext("2d", { willReadFrequently: true })!;

/** WebP, or JPEG where the browser writes no WebP. */
async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const as = (type: string) => new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  const webp = await as("image/webp");
  const blob = webp?.type === "image/webp" ? webp : await as("image/jpeg");
  if (!blob) throw new Error("the picture could not be written");
  return blob;
}
