import { type ButtonHTMLAttributes, type Ref } from "react";
import { Icon } from "./Icon";
import { type IconName } from "./icons";
import { Tooltip } from "./Tooltip";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "aria-label" | "children"> & {
  icon: IconName;
  /** What it does, in words: its accessible name and its tooltip. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string | undefined;
  size?: "small" | "normal";
  ref?: Ref<HTMLButtonElement>;
};

/** A button that is only a picture. For a tool that is on or off pass `aria-pressed`. */
export function IconButton({
  icon,
  label,
  shortcut,
  size = "normal",
  className,
  type = "button",
  ...rest
}: Props) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-keyshortcuts={shortcut}
        className={["btn icon", size === "small" && "sm", className].filter(Boolean).join(" ")}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
