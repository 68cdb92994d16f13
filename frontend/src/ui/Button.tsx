import { type ButtonHTMLAttributes, type Ref } from "react";
import { Icon } from "./Icon";
import { type IconName } from "./icons";

export type ButtonLook = "main" | "line" | "plain" | "danger";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook;
  size?: "small" | "normal" | "large";
  icon?: IconName;
  /** What it says while it works ("Saving…"). While given, a press does nothing. */
  busyLabel?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
};

const looks: Record<ButtonLook, string> = {
  main: "primary",
  line: "line",
  plain: "",
  danger: "danger",
};
const sizes = { small: "sm", normal: "", large: "lg" };

/** A button with words. One "main" a view. */
export function Button({
  look = "plain",
  size = "normal",
  icon,
  busyLabel,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: Props) {
  const busy = busyLabel !== undefined;
  return (
    <button
      {...rest}
      type={type}
      className={["btn", looks[look], sizes[size], className].filter(Boolean).join(" ")}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? (
        <i className="spin" aria-hidden="true" />
      ) : (
        icon && <Icon name={icon} size={size === "large" ? "normal" : "small"} />
      )}
      {busy ? busyLabel : children}
    </button>
  );
}
