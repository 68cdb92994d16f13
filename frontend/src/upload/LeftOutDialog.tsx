import { countOf } from "../ui/amounts";
import { Dialog } from "../ui/Dialog";
import styles from "./LeftOutDialog.module.css";
import { LeftOutList } from "./LeftOutList";
import { type LeftOut } from "./pickedFiles";

type Props = { name: string; leftOut: LeftOut[]; onClose: () => void };

/** Every file that was left out of one upload, with its reason. */
export function LeftOutDialog({ name, leftOut, onClose }: Props) {
  return (
    <Dialog title={`${countOf(leftOut.length, "file")} left out`} kind="sheet" onClose={onClose}>
      <p className={styles.from}>From {name}</p>
      <LeftOutList leftOut={leftOut} whole />
    </Dialog>
  );
}
