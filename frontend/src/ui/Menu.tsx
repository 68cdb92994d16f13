import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Icon } from "./Icon";
import { type IconName } from "./icons";
import styles from "./Menu.module.css";
import { placeBeside } from "./placeBeside";

export type MenuItem = {
  label: string;
  icon?: IconName;
  /** A second, smaller line. */
  note?: string;
  /** For a choice among several: whether this is the chosen one. */
  checked?: boolean;
  danger?: boolean;
  onSelect: () => void;
};

/** Items with a name of their own; a line is drawn between groups. */
export type MenuGroup = { title?: string; items: MenuItem[] };

export type MenuTriggerProps = {
  ref: Ref<HTMLButtonElement>;
  "aria-haspopup": "menu";
  "aria-expanded": boolean;
  "aria-controls": string | undefined;
  onClick: () => void;
};

type Props = {
  label: string;
  groups: MenuGroup[];
  /** Above the items; not an item itself. */
  header?: ReactNode;
  /** The button that opens it, given what it must carry. */
  trigger: (props: MenuTriggerProps) => ReactElement;
  align?: "start" | "end";
};

/** A menu that floats. Arrows, Home, End and first letters move; Esc closes and gives the focus back. */
export function Menu({ label, groups, header, trigger, align = "end" }: Props) {
  const [open, setOpen] = useState(false);
  const triggerRef = useRef<HTMLButtonElement>(null);
  const menuRef = useRef<HTMLDivElement>(null);
  const menuId = useId();

  const close = (giveFocusBack: boolean) => {
    setOpen(false);
    if (giveFocusBack) triggerRef.current?.focus();
  };

  useLayoutEffect(() => {
    const menu = menuRef.current;
    if (!open || !menu || !triggerRef.current) return;
    placeBeside(menu, triggerRef.current, align);
    (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? itemsIn(menu)[0])?.focus();
  }, [open, align]);

  useEffect(() => {
    if (!open) return;
    const onPointerDown = (event: PointerEvent) => {
      const inside = [menuRef, triggerRef].some((ref) =>
        ref.current?.contains(event.target as Node),
      );
      if (!inside) setOpen(false);
    };
    const onMove = () => setOpen(false);
    document.addEventListener("pointerdown", onPointerDown);
    window.addEventListener("resize", onMove);
    window.addEventListener("scroll", onMove);
    return () => {
      document.removeEventListener("pointerdown", onPointerDown);
      window.removeEventListener("resize", onMove);
      window.removeEventListener("scroll", onMove);
    };
  }, [open]);

  return (
    <>
      {trigger({
        ref: triggerRef,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": open ? menuId : undefined,
        onClick: () => setOpen(!open),
      })}
      {open && (
        <div
          ref={menuRef}
          id={menuId}
          popover="manual"
          role="menu"
          aria-label={label}
          tabIndex={-1}
          className={`pop ${styles.menu}`}
          onKeyDown={(event) =>
            moveByKey(
              event,
              () => close(true),
              () => close(false),
            )
          }
        >
          {header}
          {groups.map((group, index) => (
            <MenuSection
              key={group.title ?? index}
              group={group}
              onSelect={(item) => {
                close(true);
                item.onSelect();
              }}
            />
          ))}
        </div>
      )}
    </>
  );
}

function MenuSection({
  group,
  onSelect,
}: {
  group: MenuGroup;
  onSelect: (item: MenuItem) => void;
}) {
  return (
    <div role="group" aria-label={group.title} className={styles.group}>
      {group.title && (
        <h2 role="presentation" aria-hidden="true">
          {group.title}
        </h2>
      )}
      <ul role="none">
        {group.items.map((item) => (
          <li role="none" key={item.label}>
            <button
              type="button"
              role={item.checked === undefined ? "menuitem" : "menuitemradio"}
              aria-checked={item.checked}
              tabIndex={-1}
              className={styles.item}
              data-danger={item.danger || undefined}
              onClick={() => onSelect(item)}
            >
              {item.icon ? <Icon name={item.icon} /> : <span />}
              <span>
                {item.label}
                {item.note && <small>{item.note}</small>}
              </span>
              {item.checked && <Icon name="check" size="small" />}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function itemsIn(menu: Element): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

function moveByKey(
  event: KeyboardEvent<HTMLElement>,
  onEscape: () => void,
  onTab: () => void,
): void {
  if (event.key === "Tab") return onTab();
  const items = itemsIn(event.currentTarget);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = nextIndex(event.key, at, items);
  if (event.key !== "Escape" && next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") onEscape();
  else if (next !== undefined) items[next]?.focus();
}

function nextIndex(key: string, at: number, items: HTMLElement[]): number | undefined {
  const count = items.length;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key.length !== 1 || key === " ") return undefined;
  const startsWith = (item: HTMLElement) =>
    item.textContent.toLowerCase().startsWith(key.toLowerCase());
  const found = [...items.slice(at + 1), ...items.slice(0, at + 1)].find(startsWith);
  return found && items.indexOf(found);
}
