import { useEffect, useRef, useState } from "react";
import { type Upload } from "../api/types";
import { announce } from "../ui/notices";
import { panelTitle } from "../upload/panelWords";
import { isOver } from "../upload/uploadJob";
import { UploadPanel } from "../upload/UploadPanel";
import { uploads, useUploadJobs } from "../upload/uploads";

type Props = {
  /** What the server knows of; its open ones that are not of this page are unfinished. */
  known: Upload[];
  onDiscard: (upload: Upload) => void;
};

/** The upload panel, joined to the queue. */
export function UploadsCorner({ known, onDiscard }: Props) {
  const jobs = useUploadJobs();
  const ours = new Set(jobs.map(({ upload }) => upload?.id));
  const [closed, setClosed] = useState<string[]>([]);
  const unfinished = known.filter(
    ({ id, state }) => state === "open" && !ours.has(id) && !closed.includes(id),
  );

  const title = jobs.length > 0 ? panelTitle(jobs) : "";
  const said = useRef("");
  useEffect(() => {
    if (title !== said.current && title !== "") announce(title);
    said.current = title;
  }, [title]);

  return (
    <UploadPanel
      jobs={jobs}
      unfinished={unfinished}
      onDiscard={onDiscard}
      onClose={() => {
        jobs.filter(isOver).forEach(({ key }) => uploads.forget(key));
        setClosed([...closed, ...unfinished.map(({ id }) => id)]);
      }}
      actions={{
        onPause: ({ key }) => uploads.pause(key),
        onResume: ({ key }) => uploads.resume(key),
        // It is off the page at once; what the server still has of it shows as unfinished.
        onCancel: ({ key }) => void uploads.cancel(key).catch(() => undefined),
      }}
    />
  );
}
