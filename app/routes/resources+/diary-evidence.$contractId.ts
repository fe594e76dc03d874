import { evidenceFile } from "#app/domain/diary/evidence-file.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { jsonStream } from "#app/http/json.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";

/** A contract's diary with its hash chain, for both sides; public/verify-diary.mjs checks it. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  const { name, pieces } = await evidenceFile(context.db, id(params.contractId), actor, context.now());
  return jsonStream(name, pieces);
});
