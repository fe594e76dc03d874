CREATE TABLE "shift_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shift_id" uuid NOT NULL,
	"move" text NOT NULL,
	"from_contract_id" uuid,
	"to_contract_id" uuid,
	"actor_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shift_settings" (
	"business_id" uuid PRIMARY KEY NOT NULL,
	"swaps_need_approval" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shift_swaps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"shift_id" uuid NOT NULL,
	"return_shift_id" uuid,
	"from_contract_id" uuid NOT NULL,
	"from_agent_id" uuid NOT NULL,
	"to_contract_id" uuid NOT NULL,
	"to_agent_id" uuid NOT NULL,
	"state" text DEFAULT 'offered' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "shift_swaps_state" CHECK ("shift_swaps"."state" in ('offered', 'agreed', 'done', 'declined', 'withdrawn', 'refused', 'lapsed'))
);
--> statement-breakpoint
CREATE TABLE "shifts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"role_id" uuid NOT NULL,
	"contract_id" uuid,
	"agent_id" uuid,
	"week" date NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	CONSTRAINT "shifts_half_hours" CHECK (extract(epoch from "shifts"."starts_at")::bigint % 1800 = 0 and extract(epoch from "shifts"."ends_at")::bigint % 1800 = 0 and "shifts"."ends_at" > "shifts"."starts_at"),
	CONSTRAINT "shifts_one_week" CHECK (("shifts"."starts_at" at time zone 'UTC') >= "shifts"."week" and ("shifts"."ends_at" at time zone 'UTC') <= "shifts"."week" + 7),
	CONSTRAINT "shifts_holder" CHECK (("shifts"."contract_id" is null) = ("shifts"."agent_id" is null) and case "shifts"."state" when 'open' then "shifts"."agent_id" is null when 'cancelled' then true else "shifts"."agent_id" is not null end),
	CONSTRAINT "shifts_state" CHECK ("shifts"."state" in ('draft', 'published', 'open', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "shift_moves" ADD CONSTRAINT "shift_moves_shift_id_shifts_id_fk" FOREIGN KEY ("shift_id") REFERENCES "public"."shifts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_moves" ADD CONSTRAINT "shift_moves_from_contract_id_contracts_id_fk" FOREIGN KEY ("from_contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_moves" ADD CONSTRAINT "shift_moves_to_contract_id_contracts_id_fk" FOREIGN KEY ("to_contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_moves" ADD CONSTRAINT "shift_moves_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_settings" ADD CONSTRAINT "shift_settings_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_shift_id_shifts_id_fk" FOREIGN KEY ("shift_id") REFERENCES "public"."shifts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_return_shift_id_shifts_id_fk" FOREIGN KEY ("return_shift_id") REFERENCES "public"."shifts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_from_contract_id_contracts_id_fk" FOREIGN KEY ("from_contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_from_agent_id_agents_id_fk" FOREIGN KEY ("from_agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_to_contract_id_contracts_id_fk" FOREIGN KEY ("to_contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_to_agent_id_agents_id_fk" FOREIGN KEY ("to_agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_swaps" ADD CONSTRAINT "shift_swaps_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shift_moves_shift" ON "shift_moves" USING btree ("shift_id","at");--> statement-breakpoint
CREATE INDEX "shift_swaps_business" ON "shift_swaps" USING btree ("business_id","state");--> statement-breakpoint
CREATE INDEX "shift_swaps_to" ON "shift_swaps" USING btree ("to_agent_id","state");--> statement-breakpoint
CREATE INDEX "shift_swaps_from" ON "shift_swaps" USING btree ("from_agent_id","state");--> statement-breakpoint
CREATE INDEX "shift_swaps_return" ON "shift_swaps" USING btree ("return_shift_id");--> statement-breakpoint
CREATE UNIQUE INDEX "shift_swaps_one_waiting" ON "shift_swaps" USING btree ("shift_id") WHERE "shift_swaps"."state" in ('offered', 'agreed');--> statement-breakpoint
CREATE INDEX "shifts_business_week" ON "shifts" USING btree ("business_id","week");--> statement-breakpoint
CREATE INDEX "shifts_contract_week" ON "shifts" USING btree ("contract_id","week");--> statement-breakpoint
CREATE INDEX "shifts_agent_week" ON "shifts" USING btree ("agent_id","week");--> statement-breakpoint
CREATE INDEX "shifts_open" ON "shifts" USING btree ("role_id","starts_at") WHERE "shifts"."state" = 'open';