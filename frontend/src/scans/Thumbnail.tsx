import { useEffect, useState } from "react";
import { getThumbnail } from "../api/scans";
import styles from "./Thumbnail.module.css";

type Props = { scanId: string; alt: string };

/** The scan's middle slice. Pictures need the access token, so they come by fetch and not by `src`. */
export function Thumbnail({ scanId, alt }: Props) {
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const controller = new AbortController();
    let made: string | null = null;
    getThumbnail(scanId, controller.signal).then(
      (blob) => {
        if (controller.signal.aborted) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      () => !controller.signal.aborted && setFailed(true),
    );
    return () => {
      controller.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [scanId]);

  if (failed) return <p className={styles.none}>No picture</p>;
  return url && <img className={styles.picture} src={url} alt={alt} />;
}
