import { type Ref, useState } from "react";
import { IconButton } from "../ui/IconButton";
import { Segmented } from "../ui/Segmented";
import { ChoiceMenu } from "./ChoiceMenu";
import { FilterDialog } from "./FilterDialog";
import { countByFilter, modalityFilters, modalityFilterWord } from "./modality";
import styles from "./ScanTools.module.css";
import { type ScanView, sortOrders, stateFilters } from "./scanView";
import { SearchField } from "./SearchField";

type Props = {
  view: ScanView;
  onChange: (part: Partial<ScanView>) => void;
  /** Of each modality, before that filter. */
  counts: Record<string, number> | undefined;
  searchRef: Ref<HTMLInputElement>;
};

/** Search, filters and order of the list. */
export function ScanTools({ view, onChange, counts, searchRef }: Props) {
  const [filterOpen, setFilterOpen] = useState(false);
  const countOf = counts && countByFilter(counts);
  return (
    <search className={styles.tools}>
      <SearchField
        inputRef={searchRef}
        value={view.query}
        onChange={(query) => onChange({ query })}
      />
      <div className={styles.small}>
        <IconButton
          icon="sliders"
          label="Filter and sort"
          className="line"
          aria-haspopup="dialog"
          onClick={() => setFilterOpen(true)}
        />
      </div>
      <Segmented
        label="Kind of scan"
        className={styles.kinds}
        options={modalityFilters.map((filter) => ({
          value: filter,
          label: modalityFilterWord(filter),
          count: countOf?.[filter],
        }))}
        value={view.modality}
        onChange={(modality) => onChange({ modality })}
      />
      <span className={styles.gap} />
      <div className={styles.wide}>
        <ChoiceMenu
          label="State"
          options={stateFilters}
          value={view.state}
          onChange={(state) => onChange({ state })}
        />
        <ChoiceMenu
          label="Sort"
          options={sortOrders}
          value={view.sort}
          onChange={(sort) => onChange({ sort })}
        />
      </div>
      {filterOpen && (
        <FilterDialog view={view} onChange={onChange} onClose={() => setFilterOpen(false)} />
      )}
    </search>
  );
}
