/** The kinds one can filter by; "" is all of them, "other" whatever is none of the named. */
export const modalityFilters = ["", "CT", "MR", "PT", "other"] as const;
export type ModalityFilter = (typeof modalityFilters)[number];

const filterWords: Record<ModalityFilter, string> = {
  "": "All",
  CT: "CT",
  MR: "MR",
  PT: "PET",
  other: "Other",
};

export function modalityFilterWord(filter: ModalityFilter): string {
  return filterWords[filter];
}

/** What a reader calls DICOM's modality. OT ("other") says nothing, so nothing is shown. */
export function modalityWord(modality: string): string | null {
  if (modality === "PT") return "PET";
  return modality === "OT" || modality === "" ? null : modality;
}

/** How many scans each filter would show. */
export function countByFilter(modalities: Record<string, number>): Record<ModalityFilter, number> {
  const counts = { "": 0, CT: 0, MR: 0, PT: 0, other: 0 };
  for (const [modality, count] of Object.entries(modalities)) {
    const named = modality === "CT" || modality === "MR" || modality === "PT";
    counts[named ? modality : "other"] += count;
    counts[""] += count;
  }
  return counts;
}
