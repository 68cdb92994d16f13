import styles from "./PasswordMeter.module.css";
import { passwordStrength } from "./passwordStrength";

const words = ["Too short", "Weak", "Fair", "Good", "Strong"];

/** How good the password is, as four steps and in words. */
export function PasswordMeter({ password }: { password: string }) {
  const strength = passwordStrength(password);
  const word = password === "" ? "" : words[strength];
  return (
    <div className={styles.meter}>
      {[1, 2, 3, 4].map((step) => (
        <i key={step} data-on={step <= strength || undefined} />
      ))}
      <span role="status" className={styles.word}>
        {word}
      </span>
    </div>
  );
}
