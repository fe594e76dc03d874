import { Conflict } from "./errors.ts";

type Table = Record<string, Record<string, string>>;
type StateOf<T extends Table> = keyof T & string;
type ActionOf<T extends Table> = { [S in keyof T]: keyof T[S] }[keyof T] & string;

/** A lifecycle as data: state -> action -> next state. Commands, buttons and tests read the same table (house.md, law 5). */
export function lifecycle<const T extends Table>(table: T) {
  const target = (state: string, action: string): string | undefined => table[state]?.[action];
  return {
    states: Object.keys(table) as StateOf<T>[],
    can: (state: StateOf<T>, action: ActionOf<T>): boolean => target(state, action) !== undefined,
    /** @throws Conflict naming the state when the action is not possible in it */
    next(state: StateOf<T>, action: ActionOf<T>): StateOf<T> {
      const next = target(state, action);
      if (next === undefined) throw new Conflict("errors:state", { state, action });
      return next as StateOf<T>;
    },
    actions: (state: StateOf<T>) => Object.keys(table[state] ?? {}) as ActionOf<T>[],
  };
}
