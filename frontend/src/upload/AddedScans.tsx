import { useEffect, useState } from "react";
import { Link } from "react-router";
import { getScan } from "../api/scans";
import { type Scan } from "../api/types";
import styles from "./UploadPanel.module.css";

/** Links beyond these are in the list anyway. */
const shownScans = 4;

/** The scans that came of an upload, to be opened. */
export function AddedScans({ ids }: { ids: string[] }) {
  const [scans, setScans] = useState<Scan[]>([]);
  const wanted = ids.slice(0, shownScans).join("\n");

  useEffect(() => {
    if (wanted === "") return;
    const controller = new AbortController();
    const requests = wanted.split("\n").map((id) => getScan(id, controller.signal));
    void Promise.allSettled(requests).then((answers) => {
      if (controller.signal.aborted) return;
      setScans(answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])));
    });
    return () => controller.abort();
  }, [wanted]);

  if (scans.length === 0) return null;
  const more = ids.length - scans.length;
  return (
    <ul className={styles.added}>
      {scans.map(({ id, name }) => (
        <li key={id}>
          <Link to={`/scans/${id}`}>Open {name}</Link>
        </li>
      ))}
      {more > 0 && <li>and {more} more in the list</li>}
    </ul>
  );
}
