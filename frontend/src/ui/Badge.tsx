import { type ReactNode } from "react";
import { Icon } from "./Icon";
import { type IconName } from "./icons";

export type BadgeTone = "plain" | "warn" | "error" | "estimate";

type Props = {
  tone?: BadgeTone;
  icon?: IconName | undefined;
  className?: string | undefined;
  /** More about it, on hover. */
  title?: string | undefined;
  children: ReactNode;
};

const toneIcons: Record<BadgeTone, IconName | undefined> = {
  plain: undefined,
  warn: "warning",
  error: "error",
  estimate: "estimate",
};

/** One or two words about a thing. A tone never comes without its icon: nothing is said by colour alone. */
export function Badge({
  tone = "plain",
  icon = toneIcons[tone],
  className,
  title,
  children,
}: Props) {
  const classes = ["badge", tone !== "plain" && tone, className].filter(Boolean).join(" ");
  return (
    <span className={classes} title={title}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}
