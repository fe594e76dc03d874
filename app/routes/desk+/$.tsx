import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** Addresses that lead nowhere: the area's own frame says so. */
export const loader = loaderOf(({ context }) => {
  requireStaff(context);
  throw new NotFound();
});

export default function Nowhere() {
  return null;
}
