/** What inviting several people came to, in the address of the page that says so. */
interface Invited {
  invited: number;
  already: number;
  /** Who could not be invited any more. */
  gone: number;
}

export function invitedIn(url: URL): Invited | null {
  const count = (name: string) => Number(url.searchParams.get(name)) || 0;
  return url.searchParams.has("invited") ? { invited: count("invited"), already: count("already"), gone: count("gone") } : null;
}

/** The same page, saying what was done; or nothing any more. */
export function withInvited(url: URL, done: Invited | null): string {
  const search = new URLSearchParams(url.search);
  for (const name of ["invited", "already", "gone"] as const) {
    if (done && (name !== "gone" || done.gone > 0)) search.set(name, String(done[name]));
    else search.delete(name);
  }
  return `${url.pathname}${search.size > 0 ? `?${search}` : ""}`;
}
