import { localDay } from "#app/domain/diary/diary-clock.ts";
import { type Clock, useChosenClock } from "./clocks.tsx";
import { PictureStrip, type ShownPicture } from "./picture-strip.tsx";

/** The pictures of the day that is shown, or of the whole week; their times on the chosen clock. */
export function DayPictures({
  pictures,
  date,
  clocks,
  at,
}: {
  pictures: ShownPicture[];
  date: string | null;
  clocks: Clock[];
  at: string;
}) {
  const { zone } = useChosenClock(clocks);
  const day = date ? localDay(date, zone) : null;
  const shown = day ? pictures.filter((one) => one.takenAt >= day.start && one.takenAt < day.end) : pictures;
  return <PictureStrip pictures={shown} at={at} zone={zone} />;
}
