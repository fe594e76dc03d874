import { z } from "zod";
import { makeThumbnailFlow } from "#app/domain/diary/make-thumbnail-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A picture came: its small one for the diary's pages. */
export const makeThumbnail = defineJob({
  name: "make-thumbnail",
  payload: z.object({ pictureId: z.uuid() }),
  run: ({ pictureId }, deps) => makeThumbnailFlow(deps.db, deps.storage, pictureId, deps.context()),
});
