import { useSyncExternalStore } from "react";
import { sessionState, subscribeSession } from "./session";

/** Who is signed in, kept up to date. */
export function useSession() {
  return useSyncExternalStore(subscribeSession, sessionState);
}
