CREATE TABLE "diary_head_mails" (
	"user_id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"hash" text NOT NULL,
	"mailed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "diary_head_mails_user_id_contract_id_hash_pk" PRIMARY KEY("user_id","contract_id","hash")
);
--> statement-breakpoint
ALTER TABLE "diary_head_mails" ADD CONSTRAINT "diary_head_mails_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "diary_head_mails" ADD CONSTRAINT "diary_head_mails_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;