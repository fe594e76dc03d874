import { rolePreview } from "#app/domain/matching/role-preview.server.ts";
import { rolePreviewInput } from "#app/domain/roles/role-preview-input.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";

/** Who would fit the role in a form that is still being filled in, whose fields are the query. Nothing is saved; null while the fields make no sense. */
export const loader = loaderOf(async ({ context, url }) => {
  requireMember(context);
  const form = await readForm(new Request(url, { method: "POST", body: url.searchParams }), context, rolePreviewInput);
  return { preview: form.ok ? await rolePreview(context.db, form.value, context.now(), context.matcher) : null };
});
