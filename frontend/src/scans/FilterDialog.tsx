import { useId } from "react";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import styles from "./dialogs.module.css";
import { type ScanView, sortOrders, stateFilters } from "./scanView";

type Props = {
  view: ScanView;
  onChange: (part: Partial<ScanView>) => void;
  onClose: () => void;
};

/** State and order of the list, for screens without room for two menus. */
export function FilterDialog({ view, onChange, onClose }: Props) {
  return (
    <Dialog
      title="Filter and sort"
      kind="sheet"
      onClose={onClose}
      actions={
        <Button look="main" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className={styles.choices}>
        <Choice
          legend="State"
          options={stateFilters}
          value={view.state}
          onChange={(state) => onChange({ state })}
        />
        <Choice
          legend="Sort by"
          options={sortOrders}
          value={view.sort}
          onChange={(sort) => onChange({ sort })}
        />
      </div>
    </Dialog>
  );
}

type ChoiceProps<T extends string> = {
  legend: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
};

function Choice<T extends string>({ legend, options, value, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
