import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { notify } from "./notify.ts";

const SIDE_BY_SIDE = 4;

/** Many events' notices as one piece of work, because the queue costs more than a notice does. One that fails stops no other; the queue tries again, and who was told is not told twice. */
export const notifyAll = defineJob({
  name: "notify-all",
  payload: z.object({ events: z.array(z.unknown()) }),
  run: async ({ events }, deps) => {
    const next = events.values();
    const failures: Error[] = [];
    const work = async () => {
      for (const event of next) await notify.run(event, deps).catch((error: Error) => failures.push(error));
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    if (failures[0])
      throw new Error(`${failures.length} of ${events.length} were not told: ${failures[0].message}`, { cause: failures[0] });
  },
});
