import { Component, type ReactNode } from "react";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

type Props = { children: ReactNode };

/** The last net: a fault while drawing becomes a page with a way on, not a blank one. */
export class CrashGuard extends Component<Props, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <main>
        <EmptyState
          title="This page has stopped"
          actions={
            <>
              <Button look="main" onClick={() => location.reload()}>
                Load it again
              </Button>
              <Button look="line" onClick={() => location.assign("/")}>
                Go to the scans
              </Button>
            </>
          }
        >
          Something in it went wrong, or a newer version of it is there. Nothing on the server is
          lost.
        </EmptyState>
      </main>
    );
  }
}
