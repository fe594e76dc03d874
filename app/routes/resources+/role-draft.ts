import { z } from "zod";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf } from "#app/http/route.server.ts";

const idInput = z.object({ id: z.uuid() });

/** A draft that saves itself while it is written: 400 while a field makes no sense, and nothing changes. */
export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const made = await readForm(request.clone(), context, idInput);
  const form = await readForm(request, context, saveRoleInput);
  if (!made.ok || !form.ok) return Response.json({ saved: false }, { status: 400 });
  await context.db.transaction((tx) =>
    createRole(tx, { ...form.value, businessId, id: made.value.id }, contextOf(actor, context)),
  );
  return Response.json({ saved: true });
});
