import { Fragment, type ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { restoreSession } from "../api/session";
import { useSession } from "../api/useSession";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { WaitNote } from "../ui/WaitNote";
import { type WantedPlace } from "./wantedPlace";

/** Shows its children to whoever is signed in, and takes others to the sign-in page and back. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession();
  const location = useLocation();

  switch (session.status) {
    case "restoring":
      return <WaitNote text="Opening Scanetrix" />;
    case "unreachable":
      return (
        <main>
          <EmptyState
            title="The server does not answer"
            actions={
              <Button look="main" icon="retry" onClick={() => void restoreSession()}>
                Try again
              </Button>
            }
          >
            It may be starting, or this device may be offline.
          </EmptyState>
        </main>
      );
    case "signedOut": {
      const wanted: WantedPlace = { wanted: location.pathname + location.search };
      return <Navigate to="/signin" replace state={wanted} />;
    }
    case "signedIn":
      // Another account gets fresh pages: nothing of the one before may be seen.
      return <Fragment key={session.user.id}>{children}</Fragment>;
  }
}
