import { Link } from "@remix-run/react";
import { ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Card } from "#app/ui/kit/card.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

export interface ShownPicture {
  id: string;
  takenAt: Date;
  level: "blurred" | "pictures";
  width: number;
  height: number;
  deletedAt: Date | null;
  deletedWhy: "asked" | "takenBack" | "expired" | null;
  deletedReason: string;
  deletedByName: string | null;
}

/** An instant in words, on the reader's clock or another. */
export function useMoment(zone?: string): (at: Date) => string {
  const { locale, timeZone } = useReader();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone ?? timeZone });
  return (at) => format.format(at);
}

/** What stands in place of a deleted picture: who deleted it, when and why. */
export function Tombstone({ picture }: { picture: ShownPicture }) {
  const { t } = useTranslation("pictures");
  const moment = useMoment();
  const { deletedAt, deletedWhy, deletedReason, deletedByName } = picture;
  if (!deletedAt || !deletedWhy) return null;
  return (
    <p data-tombstone={picture.id} suppressHydrationWarning>
      {t(`gone.${deletedWhy}`, { name: deletedByName, at: moment(deletedAt) })}
      {deletedReason ? <span className="block text-soft">{t("gone.reason", { reason: deletedReason })}</span> : null}
    </p>
  );
}

/** The pictures of the segments shown, small, each to its own page; a tombstone for each that was deleted. @param at "/agent/diary/picture" */
export function PictureStrip({ pictures, at, zone }: { pictures: ShownPicture[]; at: string; zone: string }) {
  const { t } = useTranslation("pictures");
  const moment = useMoment(zone);
  const { locale } = useReader();
  if (pictures.length === 0) return null;
  const time = new Intl.DateTimeFormat(locale, { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: zone });
  return (
    <Card title={t("title")}>
      <ul className="grid max-h-[28rem] grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-3 overflow-y-auto p-1">
        {pictures.map((one) => (
          <li key={one.id} className="min-w-0">
            <Link
              to={`${at}/${one.id}`}
              aria-label={one.deletedAt ? undefined : t("open", { at: moment(one.takenAt) })}
              className="grid gap-1 rounded-lg text-xs focus-visible:outline-2 focus-visible:outline-accent"
            >
              {one.deletedAt ? (
                <span className="grid aspect-video place-content-center justify-items-center gap-1 rounded-lg border border-line border-dashed bg-sunken p-1 text-center text-soft">
                  <ImageOff className="size-4" aria-hidden="true" />
                  <span data-tombstone={one.id} className="line-clamp-3 text-[0.6875rem] leading-tight" suppressHydrationWarning>
                    {t(`gone.${one.deletedWhy}`, { name: one.deletedByName, at: moment(one.deletedAt) })}
                  </span>
                </span>
              ) : (
                <img
                  src={`/resources/picture/${one.id}?small`}
                  alt=""
                  loading="lazy"
                  decoding="async"
                  width={one.width}
                  height={one.height}
                  className="aspect-video h-auto w-full rounded-lg border border-line bg-sunken object-cover"
                />
              )}
              <span className="tabular text-soft" suppressHydrationWarning>
                {time.format(one.takenAt)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="text-soft text-sm">{t("stays")}</p>
    </Card>
  );
}
