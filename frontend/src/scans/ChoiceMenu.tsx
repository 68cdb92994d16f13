import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import styles from "./ScanTools.module.css";

type Props<T extends string> = {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
};

/** A choice that says what is chosen, and opens to the others. */
export function ChoiceMenu<T extends string>({ label, options, value, onChange }: Props<T>) {
  return (
    <Menu
      label={label}
      groups={[
        {
          items: options.map((option) => ({
            label: option.label,
            checked: option.value === value,
            onSelect: () => onChange(option.value),
          })),
        },
      ]}
      trigger={(props) => (
        <button {...props} type="button" className={`btn ${styles.menu}`}>
          <span>{label}</span> {options.find((option) => option.value === value)?.label}
          <Icon name="down" size="small" />
        </button>
      )}
    />
  );
}
