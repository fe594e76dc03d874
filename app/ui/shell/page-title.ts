import type { MetaFunction } from "@remix-run/node";

let translate: (key: string) => string = (key) => key;

/** Called by the root just before it renders the titles, in the same pass, with the instance of the reader's language. */
export function titlesSpokenBy(translator: (key: string) => string): void {
  translate = translator;
}

/** A route's `meta`: its title in the reader's language, from a catalogue key such as "roles:edit.title". */
export function pageTitle(key: string): MetaFunction {
  return () => [{ title: spokenTitle(key) }];
}

export function spokenTitle(key: string): string {
  return `${translate(key)} · Deskhand`;
}
