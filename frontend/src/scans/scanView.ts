import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type ScanQuery } from "../api/scans";
import { type ModalityFilter, modalityFilters } from "./modality";

export const stateFilters = [
  { value: "", label: "Any" },
  { value: "ready", label: "Ready" },
  { value: "processing", label: "Processing" },
  { value: "failed", label: "Failed" },
] as const;

export const sortOrders = [
  { value: "-createdAt", label: "Newest" },
  { value: "createdAt", label: "Oldest" },
  { value: "-studyDate", label: "Date of the scan" },
  { value: "name", label: "Name" },
  { value: "-size", label: "Largest" },
] as const;

export type StateFilter = (typeof stateFilters)[number]["value"];
export type SortOrder = (typeof sortOrders)[number]["value"];

/** What the list shows: kept in the address, so that it can be sent, kept and gone back to. */
export type ScanView = ScanQuery & {
  modality: ModalityFilter;
  state: StateFilter;
  sort: SortOrder;
};

export const firstView: ScanView = { query: "", modality: "", state: "", sort: "-createdAt" };

/** Reads the view from an address; what it does not know counts as not given. */
export function readView(parameters: URLSearchParams): ScanView {
  const given = <T extends string>(key: keyof ScanView, allowed: readonly T[]): T =>
    allowed.find((value) => value === parameters.get(key)) ?? (firstView[key] as T);
  return {
    query: parameters.get("query") ?? "",
    modality: given("modality", modalityFilters),
    state: given(
      "state",
      stateFilters.map(({ value }) => value),
    ),
    sort: given(
      "sort",
      sortOrders.map(({ value }) => value),
    ),
  };
}

/** The address's parameters for a view; what is as at first is left out. */
export function writeView(view: ScanView): URLSearchParams {
  const entries = Object.entries(view).filter(
    ([key, value]) => value !== firstView[key as keyof ScanView],
  );
  return new URLSearchParams(entries);
}

export function isFiltered({ query, modality, state }: ScanView): boolean {
  return query !== "" || modality !== "" || state !== "";
}

export function useScanView() {
  const [parameters, setParameters] = useSearchParams();
  const view = useMemo(() => readView(parameters), [parameters]);
  const change = useCallback(
    (part: Partial<ScanView>) =>
      setParameters((before) => writeView({ ...readView(before), ...part }), { replace: true }),
    [setParameters],
  );
  return { view, change };
}
