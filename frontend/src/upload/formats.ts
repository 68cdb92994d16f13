/** What the server reads, for people. */
export const readableFormats =
  "DICOM, NIfTI, NRRD, MetaImage, PNG, JPG, TIFF, or an archive of them";
