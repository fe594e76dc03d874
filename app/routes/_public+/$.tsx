import { loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** Every address that no other route has. */
export const loader = loaderOf(() => {
  throw new NotFound();
});

export default function Nowhere() {
  return null;
}
