/** The page's own types of the wire, so that the tests build against the same words. */
export type {
  Job,
  JobPage,
  Level,
  Problem,
  Refusal,
  Scan,
  ScanPage,
  Session,
  Upload,
  UploadPage,
  User,
  Volume,
} from "../../frontend/src/api/types";
