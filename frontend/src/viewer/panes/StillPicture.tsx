import { useEffect, useState } from "react";
import { getPreview } from "../../api/scans";
import styles from "./StillPicture.module.css";

/** The scan in 3D as the server has drawn it, for a browser that cannot. Nothing where it does not come. */
export function StillPicture({ scanId }: { scanId: string }) {
  const [url, setUrl] = useState<string | null>(null);

  useEffect(() => {
    const asking = new AbortController();
    let made: string | null = null;
    getPreview(scanId, asking.signal).then(
      (blob) => {
        if (asking.signal.aborted) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      // The words beside it say all that is needed.
      () => undefined,
    );
    return () => {
      asking.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [scanId]);

  return url && <img className={styles.picture} src={url} alt="The scan in 3D, from the front" />;
}
