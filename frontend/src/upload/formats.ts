/** What the server reads, for people. */
export const readableFormats = "DICOM, NIfTI, PNG, JPG or a ZIP of them";
