import { type LightBox } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { formatPercent } from "../../ui/amounts";
import styles from "./SheetNotice.module.css";

type Props = { lightBox: LightBox; onReview: () => void; onHide: () => void };

/** Says that a picture looks like a sheet of slices. Nothing is done about it until somebody agrees. */
export function SheetNotice({ lightBox, onReview, onHide }: Props) {
  const { rows, columns, confidence } = lightBox;
  return (
    <div className={styles.notice} role="status">
      <Icon name="grid" />
      <p>
        Looks like a sheet of <b>{`${rows} × ${columns} slices`}</b>
        {confidence !== null && <span>, {formatPercent(confidence)} sure</span>}.
      </p>
      <Button look="line" size="small" onClick={onReview}>
        Review
      </Button>
      <IconButton icon="close" label="Not now" size="small" onClick={onHide} />
    </div>
  );
}
