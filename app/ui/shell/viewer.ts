import { useRouteLoaderData } from "@remix-run/react";
import type { Viewer } from "#app/domain/accounts/viewer.ts";

/** Who reads the page; null when signed out. */
export function useViewer(): Viewer | null {
  const root = useRouteLoaderData("root") as { viewer: Viewer | null } | undefined;
  return root?.viewer ?? null;
}
