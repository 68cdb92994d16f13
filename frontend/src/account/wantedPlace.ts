/** Where somebody wanted to go before being asked to sign in; carried in the history's state. */
export type WantedPlace = { wanted: string };

/** The place to go after signing in. `state` comes from the history, so it is looked at before it is believed. */
export function wantedPlace(state: unknown): string {
  const wanted = (state as Partial<WantedPlace> | null)?.wanted;
  return typeof wanted === "string" && /^\/(?!\/)/.test(wanted) ? wanted : "/";
}
