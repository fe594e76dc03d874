import sharp from "sharp";
import { pictureMoment } from "#app/domain/diary/picture-moment.ts";
import { takesPictures } from "#app/domain/hiring/evidence-level.ts";
import { newId } from "#app/kernel/ids.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Contract } from "./demo-steps.ts";
import type { DemoWork } from "./demo-work.ts";
import type { World } from "./world.ts";

/** Days before the present from which on pictures are kept, and how many of a day: enough to look at, few enough that the start stays quick. */
const PICTURED_DAYS = 5;
const PICTURES_A_DAY = 4;

/** The device's pictures of a day, sent with the day's work where the contract allows them. */
export async function sendPictures(
  world: World,
  contract: Contract,
  { evidence = "tickets" }: DemoWork,
  segments: { startedAt: Date; minutes: number }[],
): Promise<void> {
  if (!takesPictures(evidence) || world.now() < addDays(world.present, -PICTURED_DAYS)) return;
  const whole = segments.filter((one) => one.minutes === 10);
  const every = Math.max(1, Math.floor(whole.length / PICTURES_A_DAY));
  for (const [index, { startedAt }] of whole.entries()) {
    if (index % every !== 0 || index / every >= PICTURES_A_DAY) continue;
    const takenAt = new Date(pictureMoment(contract.agent.email, startedAt.getTime()));
    const content = await screenAt(index, takenAt.getUTCMinutes());
    await world.sendPicture({ id: newId(), contractId: contract.id, takenAt, level: evidence, content }, contract.actor);
  }
}

const [WIDTH, HEIGHT] = [640, 400];
type Ink = [red: number, green: number, blue: number];
const inks = {
  desk: [246, 243, 236],
  bar: [24, 58, 66],
  list: [255, 255, 255],
  line: [214, 210, 200],
  text: [150, 150, 146],
  accent: [20, 128, 130],
  customer: [232, 229, 221],
  answer: [207, 234, 233],
} satisfies Record<string, Ink>;

/** A screen of a helpdesk, drawn: a bar, the queue, a conversation of grey lines. Nobody's words are in it. @param more makes one differ from the next */
function screenAt(more: number, minute: number): Promise<Buffer> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  const box = (x: number, y: number, width: number, height: number, ink: keyof typeof inks) => {
    const row = Buffer.from(Array.from({ length: width }, () => inks[ink]).flat());
    for (let line = y; line < Math.min(y + height, HEIGHT); line++) row.copy(pixels, (line * WIDTH + x) * 3);
  };
  box(0, 0, WIDTH, HEIGHT, "desk");
  box(0, 0, 44, HEIGHT, "bar");
  box(14, 16 + (more % 4) * 40, 16, 16, "accent");
  box(44, 0, 176, HEIGHT, "list");
  for (let ticket = 0; ticket < 8; ticket++) {
    const [y, isOpen] = [12 + ticket * 48, ticket === (more + minute) % 8];
    box(56, y, 152, 40, isOpen ? "answer" : "list");
    box(64, y + 8, 60 + ((ticket * 37 + more * 11) % 70), 6, isOpen ? "accent" : "text");
    box(64, y + 22, 90 + ((ticket * 23 + minute) % 46), 5, "line");
  }
  for (let message = 0; message < 4; message++) {
    const [isOwn, y, lines] = [(message + more) % 2 === 1, 20 + message * 84, 2 + ((message + minute) % 3)];
    box(isOwn ? 330 : 244, y, 286, 22 + lines * 14, isOwn ? "answer" : "customer");
    for (let line = 0; line < lines; line++)
      box(isOwn ? 344 : 258, y + 14 + line * 14, 150 + ((line * 53 + more * 29 + message * 17) % 104), 5, "text");
  }
  box(244, 362, 372, 28, "list");
  box(568, 368, 40, 16, "accent");
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .png()
    .toBuffer();
}
