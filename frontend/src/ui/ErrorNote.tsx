import { Button } from "./Button";
import { describeError } from "./describeError";
import styles from "./ErrorNote.module.css";
import { Icon } from "./Icon";

type Props = {
  /** Whatever was thrown. */
  error: unknown;
  onRetry?: (() => void) | undefined;
};

/** The one place where trouble becomes what a person reads. */
export function ErrorNote({ error, onRetry }: Props) {
  const { what, next } = describeError(error);
  return (
    <div className={styles.note} role="alert">
      <Icon name="error" />
      <p>
        {what} {next}
      </p>
      {onRetry && (
        <Button look="line" size="small" icon="retry" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
