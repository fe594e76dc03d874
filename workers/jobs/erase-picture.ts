import { z } from "zod";
import { erasePictureFlow } from "#app/domain/diary/erase-picture-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A picture was deleted: its files go. */
export const erasePicture = defineJob({
  name: "erase-picture",
  payload: z.object({ pictureId: z.uuid() }),
  run: ({ pictureId }, deps) => erasePictureFlow(deps.db, deps.storage, pictureId),
});
