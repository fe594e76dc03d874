import type { Job } from "./define-job.ts";
import { finishRun } from "./jobs/finish-run.ts";
import { notifyAll } from "./jobs/notify-all.ts";
import { runSteps } from "./jobs/run-steps.ts";
import { reactions } from "./reactions.ts";
import { schedules } from "./schedules.ts";

/** Every job by its name: what events ask for, what recurs, and the pieces of runs. */
export const jobTable: ReadonlyMap<string, Job> = new Map(
  [...Object.values(reactions).flat(), ...schedules.map((schedule) => schedule.job), runSteps, finishRun, notifyAll].map(
    (job) => [job.name, job as Job],
  ),
);

/** @throws Error for a name that no job has */
export function jobCalled(name: string): Job {
  const job = jobTable.get(name);
  if (!job) throw new Error(`no job is called ${name}`);
  return job;
}
