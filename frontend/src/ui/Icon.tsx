import { icons, type IconName } from "./icons";

type Props = {
  name: IconName;
  /** "small" is 16 px, else 20 px. */
  size?: "small" | "normal";
  className?: string | undefined;
};

/** One picture of the set. It is decoration: the control around it says in words what it does. */
export function Icon({ name, size = "normal", className }: Props) {
  const classes = ["i", size === "small" && "sm", className].filter(Boolean).join(" ");
  return (
    <svg className={classes} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {icons[name]}
    </svg>
  );
}
