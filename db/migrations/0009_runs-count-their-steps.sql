ALTER TABLE "runs" DROP CONSTRAINT "runs_state";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "total";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "done";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "failed";--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_state" CHECK ("runs"."state" in ('running', 'incomplete', 'finished'));