import { z } from "zod";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { contextOf, scriptActionOf } from "#app/http/route.server.ts";

const idInput = z.object({ id: z.uuid() });

/** A draft that saves itself while it is written: `{ saved: true }`, or why not; then nothing has changed. */
export const action = scriptActionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const made = await readForm(request.clone(), context, idInput);
  if (!made.ok) return made.reply;
  const form = await readForm(request, context, saveRoleInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) =>
    createRole(tx, { ...form.value, businessId, id: made.value.id }, contextOf(actor, context)),
  );
  return { saved: true };
});
