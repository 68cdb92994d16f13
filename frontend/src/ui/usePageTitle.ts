import { useEffect } from "react";

/** Names the browser's tab: "Chest CT · Scanetrix". */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Scanetrix`;
  }, [title]);
}
