import { pictureFile } from "#app/domain/diary/pictures.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";

/** The file of a picture of the diary, for the two sides of its contract; `?small` = its thumbnail. */
export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireViewer(context);
  const asked = { pictureId: id(params.pictureId), small: url.searchParams.has("small") };
  const { body, bytes, contentType } = await pictureFile(context.db, context.storage, asked, actor);
  return new Response(body, {
    headers: {
      "Content-Type": contentType,
      "Content-Length": String(bytes),
      // Not kept: a deleted picture is gone from the next look on.
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
});
